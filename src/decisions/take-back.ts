import type { Tx } from "../store/db.ts";
import { markDraft, responseOf } from "../store/tables/responses.ts";

/**
 * Removes the approval, so that the answer is a draft again, whether it waited to be sent, had failed or was published.
 * An answer that is a draft already keeps the reason why it was refused.
 */
export function takeBackApproval(tx: Tx, id: number, now: number): void {
  const response = responseOf(tx, id);
  if (response && response.status !== "draft") markDraft(tx, id, now);
}
