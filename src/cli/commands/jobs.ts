import { openCore } from "../../app.ts";
import { iso } from "../../domain/calendar.ts";
import { attemptsSpent, JOB_KINDS, JOB_STATES } from "../../domain/job.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import {
  attemptsOfJob,
  listJobs as jobsOf,
  requireJob,
  type JobAttempt,
  type JobRow,
} from "../../store/tables/jobs.ts";
import type { Context, Options } from "../context.ts";
import { readCount, readId, readIds, readOneOf } from "../arguments.ts";
import { jobOutcome } from "../run-job.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative, span } from "../terminal/times.ts";

export async function listJobs(context: Context, options: Options): Promise<void> {
  const filter = {
    state: readOneOf(options["state"], JOB_STATES, "--state"),
    kind: readOneOf(options["kind"], JOB_KINDS, "--kind"),
    itemId: options["item"] === undefined ? undefined : readId(String(options["item"])),
    limit: readCount(options["limit"], "--limit"),
  };
  const core = openCore(await context.deskConfig());
  try {
    const jobs = jobsOf(core.db, filter);
    printList(context, jobs, jobs.map(document), columns(context.clock.now()));
    if (jobs.length === 0) context.hint("No jobs.");
    if (jobs.length === filter.limit) context.hint(`Only ${filter.limit} are listed: see more with --limit`);
  } finally {
    core.close();
  }
}

/** One job with each of its attempts. */
export async function showJob(context: Context, args: string[]): Promise<void> {
  const core = openCore(await context.deskConfig());
  try {
    const job = requireJob(core.db, readId(args[0] ?? ""));
    const attempts = attemptsOfJob(core.db, job.id);
    const history = attempts.map(({ attempt, owner, outcome, error_code, error, started_at, finished_at }) => {
      return { attempt, owner, outcome, error_code, error, started_at: iso(started_at), finished_at: iso(finished_at) };
    });
    const more = {
      args: JSON.parse(job.args) as unknown,
      owner: job.state === "running" ? job.owner : null,
      attempts: history,
    };
    context.print({ ...document(job), ...more }, () => page(job, attempts, context));
  } finally {
    core.close();
  }
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

/** `jobs retry`, `jobs cancel`. What belongs to an item is decided on the item: it must not be left without a job. */
export async function changeJobs(context: Context, verb: "retry" | "cancel", args: string[]): Promise<void> {
  const ids = await readIds(args, context.io);
  const core = openCore(await context.deskConfig());
  try {
    if (verb === "retry") await core.decisions.retryJobs(ids, context.actor);
    else await core.decisions.cancelJobs(ids, context.actor);
    const state = verb === "retry" ? "ready" : "cancelled";
    context.print(
      ids.map((job) => ({ job, state })),
      () => ids.map((id) => `job ${id} is now ${state}`).join("\n"),
    );
  } finally {
    core.close();
  }
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
