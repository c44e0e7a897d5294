/** The marketplace tells us that our answer is no longer wanted. */
import { can, type SkipReason } from "../domain/item.ts";
import type { RemoteAnswer } from "../marketplaces/marketplace.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, type Item } from "../store/tables/items.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import { openAttempts, resolveAttempts } from "../store/tables/publish-attempts.ts";
import type { Parts } from "./parts.ts";
import { isOurs } from "./ours.ts";
import { takeBackApproval } from "./take-back.ts";

/** Somebody has answered in the seller's cabinet, or the buyer has withdrawn the item. */
export type CloseReason = Extract<SkipReason, "answered_in_cabinet" | "withdrawn">;

/**
 * Closes an item, whoever noticed.
 * @throws RefusedDecision when the item's state does not allow it
 */
export function close(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, reason: CloseReason): void {
  const now = clock.now();
  moveItem(tx, id, "close", now, { skip_reason: reason });
  cancelJobs(tx, { itemId: id }, now);
  resolveAttempts(tx, id, "absent", now);
  takeBackApproval(tx, id, now);
  insertAudit(tx, { actor: "marketplace", action: "close", itemId: id, after: { reason } }, now);
}

/** Closes an item that needs no answer according to a poll. A send that is under way or open will notice by itself. */
export function closeUnlessSending(
  tx: Tx,
  parts: Pick<Parts, "clock">,
  { id, status }: Pick<Item, "id" | "status">,
  reason: CloseReason,
): void {
  if (status === "publishing" || !can(status, "close") || openAttempts(tx, id).length > 0) return;
  close(tx, parts, id, reason);
}

/**
 * Closes an item that was answered in the seller's cabinet. An answer of ours does not count: either a new text is about
 * to replace it, or a send that was given up has arrived after all, and the next send finds it. One that moderation has
 * rejected does not count either, because buyers do not see it.
 */
export function closeIfAnswered(
  tx: Tx,
  parts: Pick<Parts, "clock">,
  item: Pick<Item, "id" | "status">,
  answer: RemoteAnswer,
): void {
  if (answer.moderation !== "rejected" && !isOurs(tx, item.id, answer))
    closeUnlessSending(tx, parts, item, "answered_in_cabinet");
}
