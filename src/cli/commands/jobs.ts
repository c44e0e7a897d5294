import { iso, span } from "../../domain/calendar.ts";
import { attemptsSpent, JOB_KINDS, JOB_STATES } from "../../domain/job.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { attemptsOfJob, listJobs, requireJob, type JobAttempt, type JobRow } from "../../store/tables/jobs.ts";
import { command, group } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { withStore } from "../desk.ts";
import { jobOutcome } from "../job-outcome.ts";
import { argument, ids, option } from "../parameters.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";
import { count, id, oneOf } from "../values.ts";

const list = command({
  name: "list",
  summary: "Lists jobs, newest first.",
  examples: ["reputation jobs list --state failed", "reputation jobs list --kind poll_wb_reviews --limit 5 --json"],
  takes: {
    state: option("--state <state>", "only in this state", oneOf(JOB_STATES)),
    kind: option("--kind <kind>", "only this task", oneOf(JOB_KINDS)),
    item: option("--item <id>", "only of this item", id),
    limit: option("--limit <number>", "at most so many", count, "30"),
  },
  async run(context, { state, kind, item: itemId, limit }) {
    const jobs = await withStore(context, (db) => listJobs(db, { state, kind, itemId, limit }));
    printList(context, jobs, jobs.map(document), columns(context.clock.now()));
    if (jobs.length === 0) context.hint("No jobs.");
    if (jobs.length === limit) context.hint(`Only ${limit} are listed: see more with --limit`);
  },
});

const show = command({
  name: "show",
  summary: "Shows a job with each of its attempts.",
  examples: ["reputation jobs show 90214", "reputation jobs show 90214 --json"],
  takes: { id: argument("<job>", "the id", id) },
  async run(context, { id }) {
    const { job, attempts } = await withStore(context, (db) => {
      return { job: requireJob(db, id), attempts: attemptsOfJob(db, id) };
    });
    const more = {
      args: JSON.parse(job.args) as unknown,
      owner: job.state === "running" ? job.owner : null,
      attempts: attempts.map(attemptDocument),
    };
    context.print({ ...document(job), ...more }, () => page(job, attempts, context));
  },
});

const retry = command({
  name: "retry",
  summary: "Lets jobs that failed or were cancelled run again.",
  examples: ["reputation jobs retry 90120", "reputation jobs list --state failed --json"],
  takes: { ids: ids("<job...>") },
  async run(context, { ids }) {
    await withCore(context, ({ decisions }) => decisions.retryJobs(ids, context.actor));
    tell(context, ids, "ready");
  },
});

const cancel = command({
  name: "cancel",
  summary: "Takes back jobs that wait.",
  examples: ["reputation jobs cancel 90198", "reputation jobs list --state scheduled"],
  takes: { ids: ids("<job...>") },
  async run(context, { ids }) {
    await withCore(context, ({ decisions }) => decisions.cancelJobs(ids, context.actor));
    tell(context, ids, "cancelled");
  },
});

export const jobs = group("jobs", "Lists what was done and what will be.", [list, show, retry, cancel]);

function tell(context: Context, ids: readonly number[], state: string): void {
  context.print(
    ids.map((job) => ({ job, state })),
    () => ids.map((job) => `job ${job} is now ${state}`).join("\n"),
  );
}

function page(job: JobRow, attempts: JobAttempt[], { clock }: Context): string {
  const now = clock.now();
  const subject = job.account ?? (job.item_id === null ? "" : `item ${job.item_id}`);
  const lines = [
    `Job ${job.id}  ${job.kind}  ${subject}  ${job.state}  try ${attemptsSpent(job)}/${job.max_attempts}`,
    `Stored ${relative(job.created_at, now)}, ${job.state === "scheduled" ? "runs" : "due"} ${relative(job.run_at, now)}`,
    ...(job.state === "running" ? [`Running since ${relative(job.started_at, now)} by ${job.owner}`] : []),
    ...(job.result === null ? [] : [`Result ${job.result}`]),
    ...(job.error === null ? [] : [`Error  ${safeLine(job.error)}`]),
    ...attempts.map((attempt) => {
      const took = span(attempt.finished_at - attempt.started_at);
      return `  ${attempt.attempt}. ${iso(attempt.started_at)}  ${attempt.outcome}  ${took}  ${safeLine(attempt.error ?? "")}`.trimEnd();
    }),
  ];
  return lines.join("\n");
}

function attemptDocument(row: JobAttempt): Record<string, unknown> {
  const { attempt, owner, outcome, error_code, error, started_at, finished_at } = row;
  return { attempt, owner, outcome, error_code, error, started_at: iso(started_at), finished_at: iso(finished_at) };
}

function document(job: JobRow): Record<string, unknown> {
  return {
    ...jobOutcome(job),
    item: job.item_id,
    attempt: job.attempt,
    attempts_spent: attemptsSpent(job),
    max_attempts: job.max_attempts,
    run_at: iso(job.run_at),
    scheduled_for: iso(job.scheduled_for),
    created_at: iso(job.created_at),
    started_at: iso(job.started_at),
    finished_at: iso(job.finished_at),
  };
}

function columns(now: number): Column<JobRow>[] {
  return [
    { title: "JOB", value: (job) => job.id, align: "right" },
    { title: "TASK", value: (job) => job.kind },
    { title: "SUBJECT", value: (job) => job.account ?? (job.item_id === null ? null : `#${job.item_id}`) },
    { title: "STATE", value: (job) => job.state },
    { title: "TRY", value: (job) => `${attemptsSpent(job)}/${job.max_attempts}` },
    {
      title: "RUN AT",
      value: (job) => relative(job.started_at ?? job.run_at, now),
      plain: (job) => iso(job.started_at ?? job.run_at),
    },
    { title: "TOOK", value: took, align: "right" },
    { title: "LAST ERROR", value: (job) => job.error, flexible: true },
  ];
}

function took({ started_at, finished_at }: JobRow): string | null {
  return started_at === null || finished_at === null ? null : span(finished_at - started_at);
}
