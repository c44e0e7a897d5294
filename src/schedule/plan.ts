/**
 * Computes what should run when, without side effects: the configuration becomes entries; an entry and two times become
 * occurrences.
 */
import { Cron } from "croner";
import { MINUTE_MS } from "../base/clock.ts";
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
  weekly_summary: { cron: "0 0 9 * * 1", missed: "once" },
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
    if (!isPollKind(kind)) return [{ ...entry, name: kind, account: null, offset_ms: 0 }];
    const { platform } = pollOf(kind);
    const accounts = config.accounts.filter((account) => account.platform === platform);
    const spread = accounts.length > MOST_TOGETHER ? spreadOf(entry) : 0;
    return accounts.map(({ id }) => {
      const name = `${kind}:${id}`;
      return { ...entry, name, account: id, offset_ms: offsetOf(name, spread) };
    });
  });
}

/** Up to so many accounts of a marketplace are polled in the very second of the pattern. */
const MOST_TOGETHER = 10;
/** Polls are moved by less than this, so that what is to be polled at nine is polled soon after nine. */
const MOST_SPREAD_MS = 15 * MINUTE_MS;
/** The time from which the gaps of a pattern are measured, so that they are the same at each start. */
const GAPS_FROM = Date.UTC(2026, 0, 1);
const GAPS = 20;

/** How long the polls of many accounts may take turns, ms: until the pattern's next time at the soonest. */
function spreadOf(times: Times): number {
  const { due } = occurrencesUntil(times, GAPS_FROM, Infinity, GAPS);
  const gaps = due.slice(2).map((at, i) => at - (due[i + 1] ?? 0));
  return Math.min(MOST_SPREAD_MS, ...gaps);
}

/**
 * The same for a schedule at every start, and even over all schedules: 32 bits of FNV-1a with a last mix, since names
 * that differ in their last letter only would else be neighbours.
 */
function offsetOf(name: string, spreadMs: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return Math.floor((((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * spreadMs);
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
  /** How long after each time of the pattern it is this entry's turn, ms. Default: 0. */
  offset_ms?: number;
}

/** The next occurrence of a pattern, null for none, and from which time on it is the next one: until it comes. */
interface Next {
  from: number;
  at: number | null;
}

/** The scheduler asks for the next time of each pattern at every tick, and mostly it is the same as at the last one. */
const nexts = new Map<string, Next>();

/** The first occurrence after `after` (Unix ms); null when there are no more. */
export function nextOccurrence(times: Times, after: number): number | null {
  const offset = times.offset_ms ?? 0;
  const from = after - offset;
  const key = keyOf(times);
  let known = nexts.get(key);
  if (!known || from < known.from || from >= (known.at ?? Infinity)) {
    known = { from, at: cronOf(times).nextRun(new Date(from))?.getTime() ?? null };
    nexts.set(key, known);
  }
  return known.at === null ? null : known.at + offset;
}

/** The patterns of the configuration, each read once. */
const crons = new Map<string, Cron>();

function cronOf(times: Times): Cron {
  const key = keyOf(times);
  const known = crons.get(key) ?? new Cron(times.cron, { timezone: times.timezone, paused: true, mode: "6-part" });
  crons.set(key, known);
  return known;
}

function keyOf({ cron, timezone }: Times): string {
  return `${timezone} ${cron}`;
}

/** The interval of a pattern, and for which times it is right: until the next occurrence it stays the same. */
interface Interval {
  from: number;
  until: number;
  ms: number;
}

/** Asked for with every page of a manager's, and slow to compute. */
const intervals = new Map<string, Interval>();

/** The time between the next two occurrences, ms: most schedules are even. Infinity when there are no two. */
export function intervalOf(schedule: Times, now: number): number {
  const key = keyOf(schedule);
  let known = intervals.get(key);
  if (!known || now < known.from || now >= known.until) {
    const next = nextOccurrence(schedule, now);
    const after = next === null ? null : nextOccurrence(schedule, next);
    const ms = next === null || after === null ? Infinity : after - next;
    intervals.set(key, (known = { from: now, until: next ?? Infinity, ms }));
  }
  return known.ms;
}

/** All occurrences from `first` (an occurrence itself) to `now`, at most so many, and the one after. */
export function occurrencesUntil(
  times: Times,
  first: number,
  now: number,
  most = Infinity,
): { due: number[]; next: number | null } {
  const due: number[] = [];
  let next: number | null = first;
  while (next !== null && next <= now && due.length < most) {
    due.push(next);
    next = nextOccurrence(times, next);
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
