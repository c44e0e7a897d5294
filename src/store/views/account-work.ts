/** What work an account is. */
import type { Reader } from "../db.ts";

/** How many items each account has got since a time, Unix ms; an account with none has no entry. */
export function itemsSince(reader: Reader, since: number): Map<string, number> {
  const sql = `select account, count(*) from items where fetched_at >= ? group by account`;
  return new Map(reader.statement(sql).raw().all(since) as [string, number][]);
}

/** The brands in whose names its items are answered. */
export function brandsOfAccount(reader: Reader, account: string): string[] {
  const sql = "select distinct brand_id from items where account = ? order by 1";
  return reader.statement(sql).pluck().all(account) as string[];
}
