/** What a person can do to a job: run it again, run it now, or cancel it. */
import { RefusedDecision } from "../../domain/refused-decision.ts";
import { q, type Reader, type Tx } from "../db.ts";
import { liveJob, requireJob, type JobRow } from "./jobs.ts";

/**
 * Lets a failed or cancelled job run again with a full set of attempts; its history stays.
 * @throws RefusedDecision when the job has not ended, or another live job holds its key
 */
export function reviveJob(tx: Tx, id: number, now: number): void {
  const job = requireJob(tx, id);
  const { state } = job;
  if (state !== "failed" && state !== "cancelled") {
    throw new RefusedDecision(`job ${id} is "${state}": only one that failed or was cancelled can be retried`, {
      code: "job.not_over",
      say: ({ decisions, jobs }) => decisions["job.not_over"](jobs[state]),
    });
  }
  const holder = job.key === null ? undefined : liveJob(tx, job.key);
  if (holder) {
    throw new RefusedDecision(`job ${holder.id} does the same work already`, {
      code: "job.duplicate",
      say: ({ decisions }) => decisions["job.duplicate"](holder.id),
    });
  }
  const fresh = { state: "ready", run_at: now, excused: job.attempt, crashes: 0, finished_at: null } as const;
  tx.run(q.updateTable("jobs").set(fresh).where("id", "=", id));
  tx.jobsChanged();
}

const OUTSIDE = `
select id, kind, item_id from jobs where state = 'ready' and lane not in (select value from json_each(@lanes))
union all
select id, kind, item_id from jobs where state = 'scheduled' and lane not in (select value from json_each(@lanes))`;

/** Waiting jobs whose lane is none of these. */
export function jobsOutside(reader: Reader, lanes: readonly string[]): Pick<JobRow, "id" | "kind" | "item_id">[] {
  return reader.statement(OUTSIDE).all({ lanes: JSON.stringify(lanes) }) as Pick<JobRow, "id" | "kind" | "item_id">[];
}

export function moveJob(tx: Tx, id: number, place: Pick<JobRow, "lane" | "priority">): void {
  tx.run(q.updateTable("jobs").set(place).where("id", "=", id));
}

/**
 * Makes a job that waits for its time due now.
 * @returns whether there was such a job
 */
export function hurryJob(tx: Tx, key: string, now: number): boolean {
  const waiting = q.updateTable("jobs").set({ state: "ready", run_at: now }).where("state", "=", "scheduled");
  const changed = tx.run(waiting.where("key", "=", key).where("finished_at", "is", null)) > 0;
  if (changed) tx.jobsChanged();
  return changed;
}

const HURRY_ACCOUNT = `
update jobs set state = 'ready', run_at = @now
where state = 'scheduled' and error_code is not null
  and (account = @account or (kind = 'send_response' and item_id in (select id from items where account = @account)))`;

/** Makes the polls and sends of an account due now that wait after an error; a send in its undo window is none of them. */
export function hurryAccount(tx: Tx, account: string, now: number): void {
  if (tx.statement(HURRY_ACCOUNT).run({ account, now }).changes > 0) tx.jobsChanged();
}

/**
 * Cancels a waiting job.
 * @throws RefusedDecision when the job is running or has ended
 */
export function cancelJob(tx: Tx, id: number, now: number): void {
  const { state } = requireJob(tx, id);
  if (state !== "scheduled" && state !== "ready") {
    throw new RefusedDecision(`job ${id} is "${state}": only one that waits can be cancelled`, {
      code: "job.not_waiting",
      hint: state === "running" ? "It ends by itself, at the latest at its hard time limit." : undefined,
      say: ({ decisions, jobs }) => decisions["job.not_waiting"](jobs[state]),
    });
  }
  tx.run(q.updateTable("jobs").set({ state: "cancelled", finished_at: now }).where("id", "=", id));
}
