import type { Tx } from "../store/db.ts";
import { markDraft, responseOf } from "../store/tables/responses.ts";

/**
 * Nobody's approval holds any more: the answer is a draft, whether it waited to be sent, had failed or stands at the
 * marketplace. What is a draft already stays as it is, with the reason why it was refused.
 */
export function takeBackApproval(tx: Tx, id: number, now: number): void {
  const response = responseOf(tx, id);
  if (response && response.status !== "draft") markDraft(tx, id, now);
}
