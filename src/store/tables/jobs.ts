/**
 * The jobs table: enqueue, claim and settle. The hot statements are written as SQL text, so that they are prepared
 * once.
 */
import type { Selectable } from "kysely";
import { type AfterAttempt, type AttemptOutcome } from "../../domain/job.ts";
import { RefusedDecision } from "../../domain/refused-decision.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AttemptsView, JobsTable } from "../schema.ts";

export type JobRow = Selectable<JobsTable>;

/** A job to be stored. `args` is any JSON value. */
export interface NewJob {
  kind: string;
  lane: string;
  /** While a job with this key is scheduled, ready or running, no second one is stored. */
  key: string | null;
  args: unknown;
  priority: number;
  /** The job does not run before this time, Unix ms. */
  runAt: number;
  maxAttempts: number;
  itemId: number | null;
  account: string | null;
  /** The fire time of the schedule that created the job. */
  scheduledFor: number | null;
}

export interface Enqueued {
  id: number;
  /** False when a live job already holds the key; `id` is then that job's. */
  created: boolean;
}

const INSERT = `
insert into jobs (kind, lane, key, args, priority, state, run_at, attempt, excused, crashes, max_attempts,
  item_id, account, scheduled_for, created_at)
values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?)
on conflict (key) where key is not null and finished_at is null do nothing`;

const LIVE_BY_KEY = `select id from jobs where key = ? and finished_at is null`;

const LIFT = `update jobs set priority = ? where id = ? and priority < ?`;

/** Stores a job, unless a live job holds its key; that one becomes as urgent as this would have been. */
export function insertJob(tx: Tx, job: NewJob, now: number): Enqueued {
  const state = job.runAt <= now ? "ready" : "scheduled";
  const { kind, lane, key, priority, runAt, maxAttempts, itemId, account, scheduledFor } = job;
  const args = JSON.stringify(job.args);
  const values = [kind, lane, key, args, priority, state, runAt, maxAttempts, itemId, account, scheduledFor, now];
  const { changes, lastInsertRowid } = tx.statement(INSERT).run(...values);
  tx.jobsChanged();
  if (changes > 0) return { id: Number(lastInsertRowid), created: true };
  const live = tx.statement(LIVE_BY_KEY).get(key) as { id: number };
  tx.statement(LIFT).run(priority, live.id, priority);
  return { id: live.id, created: false };
}

/** What proves that an attempt still owns its job. */
export interface Fence {
  id: number;
  attempt: number;
  owner: string;
}

const STAGE = `
update jobs set state = 'ready'
where id in (select id from jobs where state = 'scheduled' and run_at <= ? order by run_at limit 1000)`;

/** Moves due jobs into the index that claims read. */
export function stageDue(tx: Tx, now: number): number {
  return tx.statement(STAGE).run(now).changes;
}

/** The columns of a job that an attempt needs; no other column is read. */
export type ClaimedJob = Pick<
  JobRow,
  | "id"
  | "kind"
  | "lane"
  | "args"
  | "attempt"
  | "excused"
  | "crashes"
  | "max_attempts"
  | "item_id"
  | "account"
  | "scheduled_for"
> & { owner: string; started_at: number };
type Waiting = Omit<ClaimedJob, "owner" | "started_at">;

const COLUMNS = "id, kind, lane, args, attempt, excused, crashes, max_attempts, item_id, account, scheduled_for";
// With a bare parameter as the limit, or in a comparison beside an order, SQLite compiles the statement anew at each
// binding, because the plan might depend on the value.
const READY = `
select ${COLUMNS} from jobs where state = 'ready' and lane = cast(? as text)
order by priority desc, run_at, id limit ? + 0`;
const FIRST_BELOW = `
select id, priority, run_at from jobs where state = 'ready' and lane = cast(? as text) and priority < ? + 0
order by priority desc, run_at, id limit 1`;
const WAITING = `select ${COLUMNS} from jobs where id = ? and (state = 'ready' or state = 'scheduled')`;
const TAKE = `
update jobs set state = 'running', attempt = attempt + 1, owner = ?, lease_until = ?, started_at = ?, error_code = null,
  error = null
where id`;
const TAKE_ONE = `${TAKE} = ?`;
const TAKE_LIST = `${TAKE} in (select value from json_each(?))`;
/** A list costs as much as an update more, and makes each of its jobs a fourth cheaper: from here on it is worth it. */
const LEAST_LIST = 4;

export interface Claim {
  owner: string;
  leaseUntil: number;
  now: number;
}

// Each look jumps in the index to the next lane, whatever the number of jobs in between.
const NEXT_READY_LANE = `
select lane from jobs where state = 'ready' and lane > cast(? as text) order by lane limit 1`;

/** The lanes that have ready jobs: most have none most of the time, and a look into each at every claim would cost more. */
export function readyLanes(reader: Reader): string[] {
  const lanes: string[] = [];
  const next = reader.statement(NEXT_READY_LANE);
  for (let row; (row = next.get(lanes.at(-1) ?? "") as { lane: string } | undefined);) lanes.push(row.lane);
  return lanes;
}

/** Takes up to `limit` ready jobs of a lane, most urgent first. */
export function claimReady(tx: Tx, lane: string, limit: number, claim: Claim): ClaimedJob[] {
  return take(tx, tx.statement(READY).all(lane, limit) as Waiting[], claim);
}

/** The first ready job of a lane among those of a lower priority than this. */
export function firstBelow(
  reader: Reader,
  lane: string,
  priority: number,
): Pick<JobRow, "id" | "priority" | "run_at"> | undefined {
  const row = reader.statement(FIRST_BELOW).get(lane, priority);
  return row as Pick<JobRow, "id" | "priority" | "run_at"> | undefined;
}

/** Takes this one job, due or not; undefined when it is running or has ended. */
export function claimById(tx: Tx, id: number, claim: Claim): ClaimedJob | undefined {
  return take(tx, tx.statement(WAITING).all(id) as Waiting[], claim)[0];
}

/** Marks the waiting jobs as running. The update returns no rows, because we know what it writes. */
function take(tx: Tx, waiting: Waiting[], { owner, leaseUntil, now }: Claim): ClaimedJob[] {
  if (waiting.length === 0) return [];
  const ids = waiting.map(({ id }) => id);
  if (ids.length >= LEAST_LIST) tx.statement(TAKE_LIST).run(owner, leaseUntil, now, JSON.stringify(ids));
  else for (const id of ids) tx.statement(TAKE_ONE).run(owner, leaseUntil, now, id);
  return waiting.map((job) => Object.assign(job, { attempt: job.attempt + 1, owner, started_at: now }));
}

const HELD = `select 1 from jobs where id = ? and attempt = ? and owner = ? and state = 'running'`;

/** Whether the attempt still owns its job. */
export function isHeld(reader: Reader, { id, attempt, owner }: Fence): boolean {
  return reader.statement(HELD).get(id, attempt, owner) !== undefined;
}

/** Whether the attempt owns its job and has renewed its lease in time: until then no other process takes the job. */
export function isLeased(reader: Reader, { id, attempt, owner }: Fence, now: number): boolean {
  return reader.statement(`${HELD} and lease_until > ?`).get(id, attempt, owner, now) !== undefined;
}

const DONE = `
update jobs set state = 'done', lease_until = null, result = ?, finished_at = ?
where id = ? and attempt = ? and owner = ? and state = 'running'`;
const SETTLE = `
update jobs set state = ?, run_at = ?, excused = ?, crashes = ?, owner = null, lease_until = null, error_code = ?,
  error = ?, finished_at = ?
where id = ? and attempt = ? and owner = ? and state = 'running'`;
const ATTEMPT = `
insert into job_attempts (job_id, attempt, owner, started_at, finished_at, outcome, error_code, error)
values (?, ?, ?, ?, ?, ?, ?, ?)`;

export interface Settlement {
  outcome: AttemptOutcome;
  after: AfterAttempt;
  /** When the attempt was claimed, Unix ms. */
  startedAt: number;
  /** Stored with a finished job; any JSON value. */
  result?: unknown;
}

/**
 * Ends an attempt: writes the job's new state, and a row of its own for an attempt that did not succeed.
 * @returns false, having changed nothing, when the attempt no longer owns the job
 */
export function settleJob(tx: Tx, fence: Fence, settlement: Settlement, now: number): boolean {
  const { outcome, after, startedAt, result } = settlement;
  const held = [fence.id, fence.attempt, fence.owner];
  if (after.state === "done") {
    const json = result === undefined ? null : JSON.stringify(result);
    return tx.statement(DONE).run(json, now, ...held).changes > 0;
  }
  const failed = after.state === "failed";
  const state = after.state === "scheduled" && after.runAt <= now ? "ready" : after.state;
  const { code = null, message = null } = after.error ?? {};
  const values = [state, after.runAt, after.excused, after.crashes, code, message, failed ? now : null];
  if (tx.statement(SETTLE).run(...values, ...held).changes === 0) return false;
  tx.statement(ATTEMPT).run(...held, startedAt, now, outcome, code, message);
  if (!failed) tx.jobsChanged();
  return true;
}

const NEXT = `select min(run_at) from jobs where state = 'scheduled'`;

/** When the next job that is not yet due becomes due. */
export function nextScheduledAt(reader: Reader): number | undefined {
  const row = reader.statement(NEXT).get() as { "min(run_at)": number | null };
  return row["min(run_at)"] ?? undefined;
}

/** Tells other processes that this owner is alive. */
export function renewLeases(tx: Tx, owner: string, until: number): void {
  tx.statement(`update jobs set lease_until = ? where owner = ? and state = 'running'`).run(until, owner);
}

/** All jobs that some process has marked as running. */
export function runningJobs(reader: Reader): JobRow[] {
  // With a parameter in place of the word SQLite would compile the statement anew each time.
  return reader.statement(`select * from jobs where state = 'running'`).all() as JobRow[];
}

/** Cancels jobs that have not started; returns how many. */
export function cancelJobs(tx: Tx, which: { itemId: number; kinds?: readonly string[] }, now: number): number {
  let update = q
    .updateTable("jobs")
    .set({ state: "cancelled", finished_at: now })
    .where("item_id", "=", which.itemId)
    .where("state", "in", ["scheduled", "ready"]);
  if (which.kinds) update = update.where("kind", "in", which.kinds);
  return tx.run(update);
}

export interface JobFilter {
  state?: string | undefined;
  kind?: string | undefined;
  itemId?: number | undefined;
  limit: number;
}

/** Lists jobs, newest first; ended ones by the time they ended, which an index covers. */
export function listJobs(reader: Reader, { state, kind, itemId, limit }: JobFilter): JobRow[] {
  const isOver = state === "done" || state === "failed" || state === "cancelled";
  let query = q.selectFrom("jobs").selectAll().limit(limit);
  query = isOver
    ? query.where("finished_at", "is not", null).orderBy("finished_at", "desc")
    : query.orderBy("id", "desc");
  if (state !== undefined) query = query.where("state", "=", state as JobRow["state"]);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  if (itemId !== undefined) query = query.where("item_id", "=", itemId);
  return reader.all(query);
}

/** The waiting or running job that holds this key. */
export function liveJob(reader: Reader, key: string): JobRow | undefined {
  return reader.get(q.selectFrom("jobs").selectAll().where("key", "=", key).where("finished_at", "is", null));
}

/** @throws RefusedDecision `job.unknown` */
export function requireJob(reader: Reader, id: number): JobRow {
  const job = reader.get(q.selectFrom("jobs").selectAll().where("id", "=", id));
  if (job) return job;
  throw new RefusedDecision(`there is no job ${id}`, {
    code: "job.unknown",
    hint: "List them with: reputation jobs list",
    say: ({ decisions }) => decisions["job.unknown"],
  });
}

export type JobAttempt = Selectable<AttemptsView>;

/** The ended attempts of a job, oldest first. */
export function attemptsOfJob(reader: Reader, id: number): JobAttempt[] {
  return reader.all(q.selectFrom("attempts").selectAll().where("job_id", "=", id).orderBy("attempt"));
}

/** Deletes a batch of finished jobs older than the limits; returns how many. Call again until 0. */
export function pruneJobs(tx: Tx, before: { done: number; failed: number }, limit: number): number {
  // We delete one state at a time, because the index of finished jobs serves each state but not all at once.
  const remove = tx.statement(`delete from jobs where id in
    (select id from jobs where state = ? and finished_at < ? order by finished_at limit ?)`);
  const deleted = [
    ["done", before.done],
    ["cancelled", before.done],
    ["failed", before.failed],
  ].map(([state, at]) => remove.run(state, at, limit).changes);
  return Math.max(...deleted);
}
