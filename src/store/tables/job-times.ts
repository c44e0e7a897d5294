import type { Tx } from "../db.ts";

/** How far a stored time may lie ahead of the clock that reads it: another process may have written it just now. */
const SLACK_MS = 1000;

// What a job waits for is counted from its latest event: that it was made, began, or ended an attempt.
const FALSE_TIMES = `
select id, run_at, set_at from (
  select id, run_at, max(created_at, coalesce(started_at, 0),
    coalesce((select max(finished_at) from job_attempts where job_id = jobs.id), 0)) as set_at
  from jobs where state = 'scheduled' and run_at > @now)
where set_at > @now + ${SLACK_MS}`;

const SET = `
update jobs set run_at = @runAt, created_at = min(created_at, @now), started_at = min(started_at, @now) where id = @id`;

/**
 * After the clock was ahead for a while, waiting jobs have times of that future, which may be years away. Each waits from
 * now on as long as it would have waited then.
 * @returns how many there were
 */
export function mendJobTimes(tx: Tx, now: number): number {
  const found = tx.statement(FALSE_TIMES).all({ now }) as { id: number; run_at: number; set_at: number }[];
  for (const { id, run_at, set_at } of found)
    tx.statement(SET).run({ id, now, runAt: now + Math.max(0, run_at - set_at) });
  if (found.length > 0) tx.jobsChanged();
  return found.length;
}
