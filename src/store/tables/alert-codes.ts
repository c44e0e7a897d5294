/** One-time codes by which people bind a chat or a mailbox. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertsSchema } from "../schema-alerts.ts";

type AlertCode = Selectable<AlertsSchema["alert_codes"]>;

export function insertCode(tx: Tx, code: Pick<AlertCode, "hash" | "contact_id" | "created_at" | "expires_at">): void {
  tx.run(q.insertInto("alert_codes").values({ ...code, used_at: null }));
}

/** @returns undefined when there is none, or it was used or is too old */
export function usableCode(reader: Reader, hash: string, now: number): AlertCode | undefined {
  const query = q.selectFrom("alert_codes").selectAll().where("hash", "=", hash).where("used_at", "is", null);
  return reader.get(query.where("expires_at", ">", now));
}

export function markCodeUsed(tx: Tx, hash: string, now: number): void {
  tx.run(q.updateTable("alert_codes").set({ used_at: now }).where("hash", "=", hash));
}

/** A wrong code was typed for the contact. @param most with so many tries its code is void */
export function countWrongCode(tx: Tx, contactId: number, most: number): void {
  const codes = q.updateTable("alert_codes").set((e) => ({ tries: e("tries", "+", 1) }));
  tx.run(codes.where("contact_id", "=", contactId));
  tx.run(q.deleteFrom("alert_codes").where("contact_id", "=", contactId).where("tries", ">=", most));
}
