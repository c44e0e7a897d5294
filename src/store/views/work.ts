/** The queue as a person sees it. A look costs the same however much history there is. */
import type { JobState } from "../../domain/job.ts";
import type { Reader } from "../db.ts";
import { listJobs, type JobRow } from "../tables/jobs.ts";

const STATES = ["running", "ready", "scheduled", "failed"] as const;
const JOBS: Record<(typeof STATES)[number], string> = {
  running: "select * from jobs where state = 'running' order by started_at limit ?",
  ready: "select * from jobs where state = 'ready' limit ?",
  scheduled: "select * from jobs where state = 'scheduled' order by run_at limit ?",
  failed: "select * from jobs where state = 'failed' and finished_at is not null order by finished_at desc limit ?",
};

/** How many completed jobs are listed; they are deleted soon. */
export const DONE_SHOWN = 20;

/**
 * The running, due, scheduled and failed jobs, in this order and at most `limit` of each, then the latest completed
 * ones.
 */
export function queuePage(reader: Reader, limit: number): JobRow[] {
  const live = STATES.flatMap((state) => reader.statement(JOBS[state]).all(limit) as JobRow[]);
  return [...live, ...listJobs(reader, { state: "done", limit: DONE_SHOWN })];
}

export type LiveJobs = Record<Extract<JobState, "scheduled" | "ready" | "running">, number>;

/** Live jobs by state: each count walks a partial index of its own. */
export function countLive(reader: Reader): LiveJobs {
  const sql = `select
    (select count(*) from jobs where state = 'scheduled') as scheduled,
    (select count(*) from jobs where state = 'ready') as ready,
    (select count(*) from jobs where state = 'running') as running`;
  return reader.statement(sql).get() as LiveJobs;
}
