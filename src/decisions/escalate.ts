import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem } from "../store/tables/items.ts";
import type { Decided, Parts } from "./parts.ts";

/**
 * Hands the item on to somebody else; it goes on waiting.
 * @throws RefusedDecision when the item's state does not allow it
 */
export function escalate(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): Decided {
  const item = requireItem(tx, id);
  if (item.status === "escalated") return { id, status: "escalated", changed: false };
  const now = clock.now();
  const status = moveItem(tx, id, "escalate", now);
  insertAudit(tx, { actor, action: "escalate", itemId: id, before: { status: item.status } }, now);
  return { id, status, changed: true };
}
