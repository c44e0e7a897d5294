import { DAY_MS } from "../../base/clock.ts";
import { openCore } from "../../app.ts";
import { iso } from "../../domain/calendar.ts";
import type { Config } from "../../config/schema.ts";
import { suggest } from "../../config/suggest.ts";
import { UsageError } from "../../base/errors.ts";
import { jobOf, nextOccurrence, planSchedules } from "../../schedule/plan.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import {
  countSkipped,
  listSchedules as schedulesOf,
  type PlannedSchedule,
  type Schedule,
} from "../../store/tables/schedules.ts";
import type { Context } from "../context.ts";
import { printList } from "../terminal/list.ts";
import { jobOutcome, requireSuccess, runJob, withApp } from "../run-job.ts";
import { relative } from "../terminal/times.ts";

interface Row extends Pick<Schedule, "name" | "cron" | "timezone" | "missed" | "last_at" | "next_at"> {
  state: "on" | "off" | "paused";
  skipped_24h: number;
}

/** What the daemon has stored; before its first start, what the configuration plans. */
export async function listSchedules(context: Context): Promise<void> {
  const config = await context.deskConfig();
  const core = openCore(config);
  const now = context.clock.now();
  try {
    const stored = new Map(schedulesOf(core.db).map((schedule) => [schedule.name, schedule]));
    const skipped = countSkipped(core.db, now - DAY_MS);
    const rows = planSchedules(config).map((plan): Row => {
      const known = stored.get(plan.name);
      const { name, cron, timezone, missed, enabled } = plan;
      const state = !enabled ? "off" : known?.paused ? "paused" : "on";
      const next_at = state === "on" ? nextOccurrence(plan, now) : null;
      return {
        name,
        cron,
        timezone,
        missed,
        state,
        last_at: known?.last_at ?? null,
        next_at,
        skipped_24h: skipped.get(name) ?? 0,
      };
    });
    const documents = rows.map((row) => ({ ...row, last_at: iso(row.last_at), next_at: iso(row.next_at) }));
    printList(context, rows, documents, [
      { title: "NAME", value: (row) => row.name },
      { title: "CRON", value: (row) => row.cron },
      { title: "ZONE", value: (row) => row.timezone },
      { title: "STATE", value: (row) => row.state },
      { title: "LAST", value: (row) => relative(row.last_at, now), plain: (row) => iso(row.last_at) },
      { title: "NEXT", value: (row) => relative(row.next_at, now), plain: (row) => iso(row.next_at) },
      { title: "IF MISSED", value: (row) => row.missed },
      { title: "SKIPPED 24H", value: (row) => row.skipped_24h, align: "right" },
    ]);
  } finally {
    core.close();
  }
}

/** The schedules a word names: one, or all of a task (`poll_wb_reviews` stands for every account's). */
function named(word: string, config: Config): PlannedSchedule[] {
  const plan = planSchedules(config);
  const found = plan.filter((entry) => entry.name === word || entry.kind === word);
  if (found.length > 0) return found;
  const names = [...plan.map((entry) => entry.name), ...plan.map((entry) => entry.kind)];
  const near = suggest(word, names);
  throw new UsageError(`there is no schedule "${word}"${near === undefined ? "" : ` (did you mean ${near}?)`}`, {
    hint: "List them with: reputation schedule list",
  });
}

export async function pauseSchedule(context: Context, paused: boolean, args: string[]): Promise<void> {
  const config = await context.deskConfig();
  const entries = args.flatMap((word) => named(word, config));
  const core = openCore(config);
  try {
    if (paused) await core.decisions.pauseSchedules(entries, context.actor);
    else await core.decisions.resumeSchedules(entries, context.actor);
    const state = paused ? "paused" : "on";
    context.print(
      entries.map(({ name }) => ({ name, state })),
      () => entries.map(({ name }) => `${name} is now ${state}`).join("\n"),
    );
  } finally {
    core.close();
  }
}

/** Runs what a schedule would run, now; its times stay as they are. */
export async function runSchedule(context: Context, args: string[]): Promise<number> {
  const config = await context.deskConfig();
  const entries = args.flatMap((word) => named(word, config));
  return withApp(context, async (app) => {
    const jobs: JobRow[] = [];
    for (const { kind, args: what, options } of entries.map(jobOf)) jobs.push(await runJob(app, kind, what, options));
    context.print(jobs.map(jobOutcome), () =>
      jobs.map((job) => `${job.kind} ${job.account ?? ""} ${job.state} ${job.result ?? ""}`).join("\n"),
    );
    requireSuccess(jobs);
  });
}
