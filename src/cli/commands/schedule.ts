import { DAY_MS } from "../../base/clock.ts";
import { UsageError } from "../../base/errors.ts";
import type { Config } from "../../config/schema.ts";
import { suggest } from "../../config/suggest.ts";
import { iso } from "../../domain/calendar.ts";
import { jobOf, nextOccurrence, planSchedules } from "../../schedule/plan.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import { countSkipped, listSchedules, type PlannedSchedule, type Schedule } from "../../store/tables/schedules.ts";
import { command, group } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { jobOutcome, requireSuccess } from "../job-outcome.ts";
import { argumentList } from "../parameters.ts";
import { runJob, withApp } from "../run-job.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";

const list = command({
  name: "list",
  summary: "Lists the schedules with their last and next time.",
  examples: ["reputation schedule list", "reputation schedule list --json"],
  takes: {},
  async run(context) {
    const now = context.clock.now();
    const rows = await rowsOf(context, now);
    const documents = rows.map((row) => ({ ...row, last_at: iso(row.last_at), next_at: iso(row.next_at) }));
    printList(context, rows, documents, columns(now));
  },
});

const pause = command({
  name: "pause",
  summary: "Pauses schedules: what falls into the pause is skipped.",
  examples: ["reputation schedule pause poll_wb_reviews", "reputation schedule pause archive_old_items"],
  takes: { names: argumentList("<name...>") },
  run: async (context, { names }) => setPaused(context, names, true),
});

const resume = command({
  name: "resume",
  summary: "Resumes paused schedules at their next time.",
  examples: ["reputation schedule resume poll_wb_reviews", "reputation schedule resume poll_wb_reviews:wb-main"],
  takes: { names: argumentList("<name...>") },
  run: async (context, { names }) => setPaused(context, names, false),
});

/** The times of the schedule stay as they are. */
const run = command({
  name: "run",
  summary: "Runs what a schedule would run, now.",
  examples: ["reputation schedule run calculate_daily_analytics", "reputation schedule run poll_wb_reviews:wb-main"],
  takes: { names: argumentList("<name...>") },
  async run(context, { names }) {
    const entries = entriesOf(names, await context.deskConfig());
    return withApp(context, async (app) => {
      const jobs: JobRow[] = [];
      for (const { kind, args, options } of entries.map(jobOf)) jobs.push(await runJob(app, kind, args, options));
      context.print(jobs.map(jobOutcome), () =>
        jobs.map((job) => `${job.kind} ${job.account ?? ""} ${job.state} ${job.result ?? ""}`).join("\n"),
      );
      requireSuccess(jobs);
    });
  },
});

export const schedule = group("schedule", "Lists what runs when.", [list, pause, resume, run]);

interface Row extends Pick<Schedule, "name" | "cron" | "timezone" | "missed" | "last_at" | "next_at"> {
  state: "on" | "off" | "paused";
  skipped_24h: number;
}

/** The schedules that the daemon has stored, or before its first start those in the configuration. */
async function rowsOf(context: Context, now: number): Promise<Row[]> {
  return withCore(context, ({ config, db }) => {
    const stored = new Map(listSchedules(db).map((known) => [known.name, known]));
    const skipped = countSkipped(db, now - DAY_MS);
    return planSchedules(config).map((plan): Row => {
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
  });
}

function columns(now: number): Column<Row>[] {
  return [
    { title: "NAME", value: (row) => row.name },
    { title: "CRON", value: (row) => row.cron },
    { title: "ZONE", value: (row) => row.timezone },
    { title: "STATE", value: (row) => row.state },
    { title: "LAST", value: (row) => relative(row.last_at, now), plain: (row) => iso(row.last_at) },
    { title: "NEXT", value: (row) => relative(row.next_at, now), plain: (row) => iso(row.next_at) },
    { title: "IF MISSED", value: (row) => row.missed },
    { title: "SKIPPED 24H", value: (row) => row.skipped_24h, align: "right" },
  ];
}

/**
 * The schedules that the words name: each one, or all of a task (`poll_wb_reviews` stands for every account's).
 * @throws UsageError
 */
function entriesOf(names: readonly string[], config: Config): PlannedSchedule[] {
  const plan = planSchedules(config);
  return names.flatMap((word) => {
    const found = plan.filter((entry) => entry.name === word || entry.kind === word);
    if (found.length > 0) return found;
    const near = suggest(word, [...plan.map((entry) => entry.name), ...plan.map((entry) => entry.kind)]);
    throw new UsageError(`there is no schedule "${word}"${near === undefined ? "" : ` (did you mean ${near}?)`}`, {
      hint: "List them with: reputation schedule list",
    });
  });
}

async function setPaused(context: Context, names: readonly string[], paused: boolean): Promise<void> {
  const entries = entriesOf(names, await context.deskConfig());
  await withCore(context, ({ decisions }) =>
    paused ? decisions.pauseSchedules(entries, context.actor) : decisions.resumeSchedules(entries, context.actor),
  );
  const state = paused ? "paused" : "on";
  context.print(
    entries.map(({ name }) => ({ name, state })),
    () => entries.map(({ name }) => `${name} is now ${state}`).join("\n"),
  );
}
