import { checkAudit } from "../../src/store/views/audit-check.ts";
import { expect } from "vitest";
import type { Db } from "../../src/store/db.ts";

/** What must never be in a database, each as a query that finds nothing. */
const NEVER = [
  "select key from jobs where key is not null and state in ('scheduled', 'ready', 'running') group by key having count(*) > 1",
  "select id from jobs where (state in ('running', 'done')) <> (owner is not null)",
  "select id from jobs where (state in ('done', 'failed', 'cancelled')) <> (finished_at is not null)",
  "select job_id from attempts a join jobs j on j.id = a.job_id where a.attempt > j.attempt",
  "select id from jobs j where attempt <> (select count(*) from attempts a where a.job_id = j.id) + (state = 'running')",
];

/** @returns the queries that found something, with what they found */
export function foundThatMustNeverBe(db: Db, more: readonly string[] = []): string[] {
  const found = [...NEVER, ...more].flatMap((sql) => {
    const rows = db.statement(sql).all();
    return rows.length === 0 ? [] : [`${sql}: ${JSON.stringify(rows.slice(0, 3))}`];
  });
  return [...found, ...checkAudit(db).faults.map(({ id, fault }) => `audit entry ${id}: ${fault}`)];
}

export function expectNothingThatMustNeverBe(db: Db): void {
  expect(foundThatMustNeverBe(db)).toEqual([]);
}
