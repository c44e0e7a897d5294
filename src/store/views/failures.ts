import type { Reader } from "../db.ts";

/** Failures of one kind. Times in Unix ms. */
export interface FailureGroup {
  code: string;
  account: string | null;
  count: number;
  first: number;
  last: number;
  /** The id of the latest failed job. */
  job: number;
  jobs: number[];
}

/** How many failed jobs are examined, the latest first. */
const LOOKED_AT = 1000;

const FAILURES = `
select coalesce(error_code, 'unknown') as code, coalesce(failed.account, items.account) as account, count(*) as count,
  min(finished_at) as first, max(finished_at) as last, max(failed.id) as job, json_group_array(failed.id) as jobs
from (select error_code, account, item_id, finished_at, id from jobs
  where state = 'failed' and finished_at >= ? order by finished_at desc limit ${LOOKED_AT}) as failed
left join items on items.id = failed.item_id
group by 1, 2 order by last`;

/** The latest failed jobs by code and account, newest group last. */
export function failureGroups(reader: Reader, since: number): FailureGroup[] {
  const rows = reader.statement(FAILURES).all(since) as (Omit<FailureGroup, "jobs"> & { jobs: string })[];
  return rows.map((row) => ({ ...row, jobs: JSON.parse(row.jobs) as number[] }));
}
