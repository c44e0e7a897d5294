/** The buttons of cards: what a press means stands here alone. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertsSchema } from "../schema-alerts.ts";

export type AlertButton = Selectable<AlertsSchema["alert_buttons"]>;

export function buttonById(reader: Reader, id: string): AlertButton | undefined {
  return reader.get(q.selectFrom("alert_buttons").selectAll().where("id", "=", id));
}

export function insertButton(tx: Tx, button: Omit<AlertButton, "used_at" | "delivery_id">): void {
  tx.run(q.insertInto("alert_buttons").values({ ...button, used_at: null, delivery_id: null }));
}

/** The buttons of a contact for one version of an answer that can still be pressed. */
export function usableButtons(
  reader: Reader,
  about: Pick<AlertButton, "contact_id" | "item_id" | "version" | "read">,
  after: number,
): AlertButton[] {
  const query = q.selectFrom("alert_buttons").selectAll().where("item_id", "=", about.item_id);
  const mine = query.where("contact_id", "=", about.contact_id).where("version", "=", about.version);
  // A version of an earlier program has no fingerprint.
  const same = mine.where("read", "is", about.read);
  return reader.all(same.where("used_at", "is", null).where("expires_at", ">", after));
}

export function markButtonUsed(tx: Tx, id: string, now: number): void {
  tx.run(q.updateTable("alert_buttons").set({ used_at: now }).where("id", "=", id));
}
