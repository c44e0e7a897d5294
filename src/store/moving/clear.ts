/** Deletes the rows of an account that works in another database now; what was done stays in the audit log. */
import type { Reader, Tx } from "../db.ts";
import { unindexItems } from "../tables/search-index.ts";
import { metaOf } from "./copy.ts";
import { ITEM_JOBS, OF_ACCOUNT, OF_ARCHIVED, OF_LIVE } from "./places.ts";

const THESE = "in (select value from json_each(@ids))";

/**
 * Deletes some of the items with all that belongs to them.
 * @returns how many; 0 when none are left
 */
export function clearItems(tx: Tx, account: string, limit: number, now: number): number {
  const live = idsOf(tx, "items", account, limit);
  clearTold(tx, live, now);
  remove(tx, OF_LIVE.toReversed(), live);
  tx.statement(`delete from items where id ${THESE}`).run({ ids: live });
  unindexItems(tx, live);
  const archived = idsOf(tx, "items_archive", account, limit);
  clearTold(tx, archived, now);
  remove(tx, OF_ARCHIVED.toReversed(), archived);
  tx.statement(`delete from items_archive where id ${THESE}`).run({ ids: archived });
  return [live, archived].reduce((sum, ids) => sum + (JSON.parse(ids) as number[]).length, 0);
}

function idsOf(reader: Reader, table: string, account: string, limit: number): string {
  const sql = `select id from ${table} where account = ? limit ?`;
  return JSON.stringify(reader.statement(sql).pluck().all(account, limit));
}

function remove(tx: Tx, places: readonly { table: string }[], ids: string): void {
  for (const { table } of places) tx.statement(`delete from ${table} where item_id ${THESE}`).run({ ids });
}

/** Nobody here can do anything about these items any more: no job, no message that still waits, no button. */
function clearTold(tx: Tx, ids: string, now: number): void {
  tx.statement(
    `update jobs set state = 'cancelled', finished_at = @now where item_id ${THESE} and state in ('scheduled', 'ready')`,
  ).run({ ids, now });
  tx.statement(`update alert_deliveries set state = 'moot' where item_id ${THESE} and state = 'waiting'`).run({ ids });
  tx.statement(`delete from alert_buttons where item_id ${THESE}`).run({ ids });
  tx.statement(`delete from looks where item_id ${THESE}`).run({ ids });
}

/** Deletes what belongs to the account itself. */
export function clearAccount(tx: Tx, account: string, now: number): void {
  for (const table of OF_ACCOUNT) tx.statement(`delete from ${table} where account = ?`).run(account);
  for (const { key } of metaOf(tx, account)) tx.statement("delete from meta where key = ?").run(key);
  tx.statement(
    "update jobs set state = 'cancelled', finished_at = ? where account = ? and state in ('scheduled', 'ready')",
  ).run(now, account);
}

/** How many rows of each kind an account has. */
export type AccountCounts = Record<string, number>;

/** The same of both sides once everything is copied. */
export function countAccount(reader: Reader, account: string): AccountCounts {
  const counts: AccountCounts = {};
  const count = (name: string, sql: string, more: object = {}): void => {
    counts[name] = reader
      .statement(sql)
      .pluck()
      .get({ account, ...more }) as number;
  };
  const live = "in (select id from items where account = @account)";
  const archived = "in (select id from items_archive where account = @account)";
  count("items", "select count(*) from items where account = @account");
  count("items_archive", "select count(*) from items_archive where account = @account");
  for (const { table } of OF_LIVE) count(table, `select count(*) from ${table} where item_id ${live}`);
  for (const { table } of OF_ARCHIVED.filter((place) => place.table !== "ai_usage")) {
    count(table, `select count(*) from ${table} where item_id ${archived}`);
  }
  count(
    "ai_usage",
    `select count(*) from ai_usage where item_id in (select id from items where account = @account
      union all select id from items_archive where account = @account)`,
  );
  count(
    "audit",
    `select (select count(*) from audit where item_id ${live}) + (select count(*) from audit where item_id ${archived})
      + (select count(*) from audit_archive where item_id ${archived})`,
  );
  count(
    "jobs",
    `select count(*) from jobs where item_id ${live} and state in ('scheduled', 'ready')
      and kind in (select value from json_each(@kinds))`,
    { kinds: JSON.stringify(ITEM_JOBS) },
  );
  for (const table of OF_ACCOUNT) count(table, `select count(*) from ${table} where account = @account`);
  return counts;
}
