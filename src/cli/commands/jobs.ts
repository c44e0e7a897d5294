import { openDesk } from "../../app.ts";
import { attemptsSpent, JOB_KINDS, JOB_STATES } from "../../domain/job.ts";
import { listJobs as jobsOf, type JobRow } from "../../store/jobs.ts";
import type { Context, Options } from "../context.ts";
import { readCount, readId, readOneOf } from "../ids.ts";
import { jobOutcome } from "../run-job.ts";
import type { Column } from "../table.ts";
import { iso, relative, span } from "../times.ts";

export async function listJobs(context: Context, options: Options): Promise<void> {
  const filter = {
    state: readOneOf(options["state"], JOB_STATES, "--state"),
    kind: readOneOf(options["kind"], JOB_KINDS, "--kind"),
    itemId: options["item"] === undefined ? undefined : readId(String(options["item"])),
    limit: readCount(options["limit"], "--limit"),
  };
  const desk = openDesk(await context.config());
  try {
    const jobs = jobsOf(desk.db, filter);
    context.printList(jobs, jobs.map(document), columns(context.clock.now()));
    if (jobs.length === 0) context.hint("No jobs.");
  } finally {
    desk.close();
  }
}

function document(job: JobRow): unknown {
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
