/** What a marketplace sent and nobody could read: kept whole, until a person has looked at it. */
import type { Selectable } from "kysely";
import type { ItemType } from "../../domain/platform.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { QuarantineTable } from "../schema.ts";

export type QuarantineRow = Selectable<QuarantineTable>;

/** Keeps an entry that a marketplace sent and we could not understand; a repeated entry only updates its last time. */
export function saveQuarantined(
  tx: Tx,
  { account, itemType }: { account: string; itemType: ItemType },
  { raw, reason }: { raw: unknown; reason: string },
  now: number,
): void {
  tx.run(
    q
      .insertInto("quarantine")
      .values({
        account,
        item_type: itemType,
        raw: JSON.stringify(raw) ?? "null",
        reason,
        first_seen_at: now,
        last_seen_at: now,
      })
      .onConflict((conflict) =>
        conflict.columns(["account", "item_type", "raw"]).doUpdateSet({ reason, last_seen_at: now }),
      ),
  );
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
