import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem, saveHandOn, type Item } from "../store/tables/items.ts";
import { responseOf } from "../store/tables/responses.ts";
import { checkVersion } from "./answer-checks.ts";
import { nameOf } from "../store/tables/settings.ts";
import { tellAndRemind, type AlertParts } from "./alerts.ts";
import { spoken, type Decided, type Words } from "./parts.ts";

/** What a person says when they hand an item on. */
export interface HandOn extends Words {
  /** The name of the one who shall decide. */
  to?: string | undefined;
  /** When they are reminded unless somebody has decided, ms from now; null: never. */
  remindMs?: number | null | undefined;
}

/**
 * Hands the item on to somebody else; it goes on waiting. One that was handed on before goes to another when somebody or a
 * reason is named.
 * @throws RefusedDecision when the item's state does not allow it
 */
export function escalate(tx: Tx, parts: AlertParts, id: number, actor: string, handOn: HandOn = {}): Decided {
  const item = requireItem(tx, id);
  const words = { reason: spoken(handOn.reason), handed_to: spoken(handOn.to) };
  if (item.status === "escalated" && isSaid(item, words)) return { id, status: "escalated", changed: false };
  checkVersion(responseOf(tx, id), id, handOn.version);
  const now = parts.clock.now();
  if (item.status === "escalated") saveHandOn(tx, id, words, now);
  else moveItem(tx, id, "escalate", now, words);
  const after = {
    ...(words.handed_to !== null && { to: words.handed_to }),
    ...(words.reason !== null && { reason: words.reason }),
  };
  const audited = { before: { status: item.status }, ...(Object.keys(after).length > 0 && { after }) };
  insertAudit(tx, { actor, action: "escalate", itemId: id, ...audited }, now);
  tellAndRemind(tx, parts, requireItem(tx, id), nameOf(tx, actor), handOn.remindMs);
  return { id, status: "escalated", changed: true };
}

/** Whether there is nothing new in the words. */
function isSaid(item: Item, { reason, handed_to }: Pick<Item, "reason" | "handed_to">): boolean {
  if (reason === null && handed_to === null) return true;
  return item.reason === reason && item.handed_to === handed_to;
}
