/** What a marketplace sent and nobody could read: kept whole, until a person has looked at it. */
import type { Selectable } from "kysely";
import type { ItemType } from "../../domain/platform.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { QuarantineTable } from "../schema.ts";

export type QuarantineRow = Selectable<QuarantineTable>;

/** An account's list keeps so many that nobody has looked at; a person sees from them what is wrong with the rest. */
const MOST_KEPT = 200;
/** Stands in the place of an element, for all those that are not kept. */
const THE_REST = JSON.stringify("…");

interface OfList {
  account: string;
  itemType: ItemType;
}

/**
 * Keeps an entry that a marketplace sent and we could not understand; a repeated entry only updates its last time.
 * @returns false when it is not kept, because many of this list wait to be looked at already
 */
export function saveQuarantined(
  tx: Tx,
  { account, itemType }: OfList,
  { raw, reason }: { raw: unknown; reason: string },
  now: number,
): boolean {
  const key = { account, item_type: itemType, raw: JSON.stringify(raw) ?? "null" };
  if (!isKept(tx, key) && waitingOf(tx, key) >= MOST_KEPT) return false;
  tx.run(
    q
      .insertInto("quarantine")
      .values({ ...key, reason, first_seen_at: now, last_seen_at: now })
      .onConflict((conflict) =>
        conflict.columns(["account", "item_type", "raw"]).doUpdateSet({ reason, last_seen_at: now }),
      ),
  );
  return true;
}

/** Notes in one row how many of a list could not be understood beside those that are kept. */
export function noteNotKept(tx: Tx, { account, itemType }: OfList, count: number, now: number): void {
  const reason = `${count} more that could not be read in one poll; they are not kept`;
  const sql = `insert into quarantine (account, item_type, raw, reason, first_seen_at, last_seen_at)
    values (@account, @itemType, @raw, @reason, @now, @now)
    on conflict (account, item_type, raw) do update set last_seen_at = @now, reason = @reason,
      looked_at = case when reason = @reason then looked_at end`;
  tx.statement(sql).run({ account, itemType, raw: THE_REST, reason, now });
}

type Key = Pick<QuarantineRow, "account" | "item_type" | "raw">;

function isKept(reader: Reader, key: Key): boolean {
  const sql = "select 1 from quarantine where account = @account and item_type = @item_type and raw = @raw";
  return reader.statement(sql).get(key) !== undefined;
}

function waitingOf(reader: Reader, { account, item_type }: Key): number {
  const sql = `select count(*) as n from quarantine
    where account = @account and item_type = @item_type and looked_at is null`;
  return (reader.statement(sql).get({ account, item_type }) as { n: number }).n;
}

/** How many nobody has looked at. */
export function countQuarantined(reader: Reader): number {
  const row = reader.statement("select count(*) as n from quarantine where looked_at is null").get() as { n: number };
  return row.n;
}

/** What nobody has looked at, the newest first. */
export function listQuarantined(reader: Reader, limit: number): QuarantineRow[] {
  const query = q.selectFrom("quarantine").selectAll().where("looked_at", "is", null);
  return reader.all(query.orderBy("first_seen_at", "desc").limit(limit));
}

/** @returns how many were not looked at before */
export function markLookedAt(tx: Tx, account: string | undefined, now: number): number {
  const sql = `update quarantine set looked_at = @now
    where looked_at is null and (@account is null or account = @account)`;
  return tx.statement(sql).run({ now, account: account ?? null }).changes;
}
