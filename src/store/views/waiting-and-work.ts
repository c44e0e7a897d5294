/** Read models of the terminal screens. Each is bounded, so that a look costs the same whatever history lies around. */
import type { ItemStatus } from "../../domain/item.ts";
import type { Reader } from "../db.ts";
import { listItems, type Item } from "../tables/items.ts";
import { listJobs, type JobRow } from "../tables/jobs.ts";

/** What is counted beyond this is shown as "more". */
export const COUNTED = 1000;

const COUNT = `select count(*) as n from (select 1 from items where status = ? limit ${COUNTED})`;
/** The states in which an item waits for a person. */
export const WAITING = ["pending_review", "escalated", "error"] as const satisfies readonly ItemStatus[];

export type Waiting = (typeof WAITING)[number];

/** How many items wait for a person, by state; at most `COUNTED` of each. */
export function countWaiting(reader: Reader): Record<Waiting, number> {
  const [pending_review = 0, escalated = 0, error = 0] = WAITING.map(
    (status) => (reader.statement(COUNT).get(status) as { n: number }).n,
  );
  return { pending_review, escalated, error };
}

/** What waits for a person, most urgent first: each state walks the index in order, so that nothing is sorted but the page. */
export function inboxPage(reader: Reader, limit: number): Item[] {
  return WAITING.flatMap((status) => listItems(reader, { statuses: [status], limit }))
    .toSorted((a, b) => b.priority - a.priority || a.created_at - b.created_at)
    .slice(0, limit);
}

const STATES = ["running", "ready", "scheduled", "failed"] as const;
const JOBS: Record<(typeof STATES)[number], string> = {
  running: "select * from jobs where state = 'running' order by started_at limit ?",
  ready: "select * from jobs where state = 'ready' limit ?",
  scheduled: "select * from jobs where state = 'scheduled' order by run_at limit ?",
  failed: "select * from jobs where state = 'failed' and finished_at is not null order by finished_at desc limit ?",
};

/** Jobs that are done are listed up to here: they are soon forgotten. */
export const DONE_SHOWN = 20;

/** What runs, is due, comes later and has failed, in this order; at most `limit` of each; then what was done last. */
export function queuePage(reader: Reader, limit: number): JobRow[] {
  const live = STATES.flatMap((state) => reader.statement(JOBS[state]).all(limit) as JobRow[]);
  return [...live, ...listJobs(reader, { state: "done", limit: DONE_SHOWN })];
}

/** Failures of one kind. Times in Unix ms. */
export interface FailureGroup {
  code: string;
  account: string | null;
  count: number;
  first: number;
  last: number;
  /** The latest of the jobs. */
  job: number;
  jobs: number[];
}

const FAILURES = `
select coalesce(error_code, 'unknown') as code, coalesce(failed.account, items.account) as account, count(*) as count,
  min(finished_at) as first, max(finished_at) as last, max(failed.id) as job, json_group_array(failed.id) as jobs
from (select error_code, account, item_id, finished_at, id from jobs
  where state = 'failed' and finished_at >= ? order by finished_at desc limit ${COUNTED}) as failed
left join items on items.id = failed.item_id
group by 1, 2 order by last`;

/** The latest failed jobs by code and account, newest group last. */
export function failureGroups(reader: Reader, since: number): FailureGroup[] {
  const rows = reader.statement(FAILURES).all(since) as (Omit<FailureGroup, "jobs"> & { jobs: string })[];
  return rows.map((row) => ({ ...row, jobs: JSON.parse(row.jobs) as number[] }));
}

/** Live jobs by state, from an index each. */
export function countLive(reader: Reader): Record<"running" | "ready" | "scheduled", number> {
  const sql = `select
    (select count(*) from jobs where state = 'running') as running,
    (select count(*) from jobs where state = 'ready') as ready,
    (select count(*) from jobs where state = 'scheduled') as scheduled`;
  return reader.statement(sql).get() as Record<"running" | "ready" | "scheduled", number>;
}
