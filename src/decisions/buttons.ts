/** The buttons of a card as rows, of which only random numbers leave the program. */
import { randomBytes } from "node:crypto";
import { DAY_MS, HOUR_MS } from "../base/clock.ts";
import { actionText, type CardAction } from "../domain/alert/card-action.ts";
import type { Tx } from "../store/db.ts";
import { insertButton, usableButtons } from "../store/tables/alert-buttons.ts";
import type { ToldContact } from "../store/tables/alert-contacts.ts";
import type { Parts } from "./parts.ts";

/** 128 bits. */
const ID_BYTES = 16;
const LIFETIME_MS = DAY_MS;
/** A row that can be pressed for so long still serves again: both copies of a card that was sent twice have the same. */
const FRESH_MS = LIFETIME_MS - HOUR_MS;

interface About {
  contact: ToldContact;
  itemId: number;
  version: number;
  /** A fingerprint of the answer's text that is shown. */
  read: string | null;
}

/** @returns the buttons as they go out; none for a contact that is nobody's */
export function putButtons(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  { contact, itemId, version, read }: About,
  rows: readonly (readonly { label: string; action: CardAction }[])[],
): { id: string; label: string }[][] {
  const { id: contact_id, user_id } = contact;
  if (user_id === null) return [];
  const now = clock.now();
  const about = { contact_id, item_id: itemId, version, read };
  const known = new Map(usableButtons(tx, about, now + FRESH_MS).map(({ action, id }) => [action, id]));
  return rows.map((row) =>
    row.map(({ label, action: meant }) => {
      const action = actionText(meant);
      const id = known.get(action) ?? randomBytes(ID_BYTES).toString("hex");
      if (!known.has(action))
        insertButton(tx, { ...about, id, user_id, action, created_at: now, expires_at: now + LIFETIME_MS });
      return { id, label };
    }),
  );
}
