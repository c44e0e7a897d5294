import type { Reader } from "../db.ts";

const LAST = `
select max(at) from (
  select max(at) as at from audit
  union all select max(finished_at) from job_attempts
  union all select max(created_at) from jobs
  union all select max(max(intent_at, coalesce(outcome_at, 0))) from publish_attempts
  union all select max(last_poll_at) from polling_state
  union all select max(recorded_at) from schedule_fires
  union all select json_extract(value, '$.seen_at') from meta where key = 'daemon')`;

/** When something was last written into the database, as its rows tell (Unix ms); null when nothing was. A daemon writes every ten seconds. */
export function lastWriteAt(reader: Reader): number | null {
  return reader.statement(LAST).pluck().get() as number | null;
}
