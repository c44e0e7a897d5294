/**
 * Computes what should run when, without side effects: the configuration becomes entries; an entry and two times become
 * occurrences.
 */
import { Cron } from "croner";
import type { Config } from "../config/schema.ts";
import { isPollKind, jobKey, pollOf, SCHEDULED_KINDS, type JobArgs, type ScheduledKind } from "../domain/job.ts";
import type { PlannedSchedule } from "../store/tables/schedules.ts";

interface Default {
  cron: string;
  missed: PlannedSchedule["missed"];
}

/**
 * The default times, staggered so that the six polls do not coincide (specification 7.1, 7.2, B.5). Patterns have six
 * fields, seconds first.
 */
const DEFAULTS: Record<ScheduledKind, Default> = {
  poll_wb_reviews: { cron: "0 */5 * * * *", missed: "skip" },
  poll_wb_questions: { cron: "50 */5 * * * *", missed: "skip" },
  poll_ozon_reviews: { cron: "40 1-59/5 * * * *", missed: "skip" },
  poll_ozon_questions: { cron: "30 2-59/5 * * * *", missed: "skip" },
  poll_ym_reviews: { cron: "20 3-59/5 * * * *", missed: "skip" },
  poll_ym_questions: { cron: "10 4-59/5 * * * *", missed: "skip" },
  retry_failed_publish: { cron: "0 0 * * * *", missed: "once" },
  calculate_daily_analytics: { cron: "0 0 1 * * *", missed: "once" },
  archive_old_items: { cron: "0 0 2 * * *", missed: "once" },
  office_heartbeat: { cron: "0 * * * * *", missed: "skip" },
};

/** One entry per task; a poll has one per account of its platform: `poll_wb_reviews:wb-main`. */
export function planSchedules(config: Config): PlannedSchedule[] {
  return SCHEDULED_KINDS.flatMap((kind): PlannedSchedule[] => {
    const override = config.schedule[kind];
    const entry = {
      kind,
      cron: override?.cron ?? DEFAULTS[kind].cron,
      timezone: config.timezone,
      missed: override?.missed ?? DEFAULTS[kind].missed,
      // Making up for each missed time needs a job for each of them.
      overlap: override?.overlap ?? (override?.missed === "all" ? ("queue" as const) : ("skip" as const)),
      enabled: override?.enabled ?? true,
    };
    if (!isPollKind(kind)) return [{ ...entry, name: kind, account: null }];
    const { platform } = pollOf(kind);
    const accounts = config.accounts.filter((account) => account.platform === platform);
    return accounts.map(({ id }) => ({ ...entry, name: `${kind}:${id}`, account: id }));
  });
}

/** A scheduled task as a job to be enqueued. */
export interface ScheduledJob {
  kind: ScheduledKind;
  args: JobArgs[ScheduledKind];
  options: { key: string; account?: string };
}

/** The job that an entry of the plan runs. Its key allows only one such job to be live at a time. */
export function jobOf(entry: Pick<PlannedSchedule, "kind" | "account">): ScheduledJob {
  const kind = entry.kind as ScheduledKind;
  if (!isPollKind(kind)) return { kind, args: {}, options: { key: jobKey(kind) } };
  const account = entry.account ?? "";
  return { kind, args: { account }, options: { key: jobKey(kind, account), account } };
}

/** The cron pattern of an entry and its time zone. croner only computes times; it never fires. */
interface Times {
  cron: string;
  timezone: string;
}

/** The first occurrence after `after` (Unix ms); null when there are no more. */
export function nextOccurrence(times: Times, after: number): number | null {
  return cronOf(times).nextRun(new Date(after))?.getTime() ?? null;
}

/** The patterns of the configuration, each read once: the scheduler asks for the next time of each at every tick. */
const crons = new Map<string, Cron>();

function cronOf({ cron, timezone }: Times): Cron {
  const key = `${timezone} ${cron}`;
  const known = crons.get(key) ?? new Cron(cron, { timezone, paused: true, mode: "6-part" });
  crons.set(key, known);
  return known;
}

/** The time between the next two occurrences, ms: most schedules are even. Infinity when there are no two. */
export function intervalOf(schedule: Times, now: number): number {
  const next = nextOccurrence(schedule, now);
  const after = next === null ? null : nextOccurrence(schedule, next);
  return next === null || after === null ? Infinity : after - next;
}

/** All occurrences from `first` (an occurrence itself) to `now`, and the one after. */
export function occurrencesUntil(times: Times, first: number, now: number): { due: number[]; next: number | null } {
  const cron = cronOf(times);
  const due: number[] = [];
  let next: number | null = first;
  while (next !== null && next <= now) {
    due.push(next);
    next = cron.nextRun(new Date(next))?.getTime() ?? null;
  }
  return { due, next };
}

/** An occurrence up to this late still counts as on time, to allow for start-up, a busy loop or a short suspend. */
export const LATE_MS = 60_000;

export interface Verdict {
  at: number;
  fire: boolean;
  reason: "missed" | "paused" | null;
}

/**
 * Decides which of the due occurrences fire. Only the last one can be on time, when it is recent enough; the others
 * were missed. `skip` drops them, `once` makes up for the last of them, `all` for each.
 */
export function judge(
  due: readonly number[],
  policy: PlannedSchedule["missed"],
  paused: boolean,
  now: number,
): Verdict[] {
  return due.map((at, i) => {
    if (paused) return { at, fire: false, reason: "paused" };
    const last = i === due.length - 1;
    const onTime = last && now - at <= LATE_MS;
    const fire = onTime || policy === "all" || (policy === "once" && last);
    return { at, fire, reason: fire ? null : "missed" };
  });
}
