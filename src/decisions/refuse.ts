import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem } from "../store/tables/items.ts";
import { markDraft } from "../store/tables/responses.ts";
import { tellOfItem, type AlertParts } from "./alerts.ts";

/** Why a marketplace does not accept an answer. */
export interface Refusal {
  /** The message for the stored records. */
  message: string;
  /** The message for the person whose answer it is. */
  shown: string;
  /** Who refuses, for the audit. Without it, the marketplace. */
  by?: string;
}

/** The marketplace does not accept this text, so it goes back to a person with the reason. */
export function refuse(tx: Tx, parts: AlertParts, id: number, { message, shown, by = "marketplace" }: Refusal): void {
  const now = parts.clock.now();
  moveItem(tx, id, "refuse", now, { error_message: shown });
  markDraft(tx, id, now, shown);
  insertAudit(tx, { actor: by, action: "refuse", itemId: id, after: { error: message } }, now);
  tellOfItem(tx, parts, id, "refused");
}
