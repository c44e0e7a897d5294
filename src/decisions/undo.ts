import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem, type Item } from "../store/tables/items.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import { openAttempts } from "../store/tables/publish-attempts.ts";
import { enqueueAnalysis } from "./analysis.ts";
import type { Decided, Parts } from "./parts.ts";
import { answerOf } from "./require-answer.ts";
import { takeBackApproval } from "./take-back.ts";

/**
 * Takes back the last approval, skip or escalation, as long as nothing was sent.
 * @throws RefusedDecision when the item's state does not allow it
 */
export function undo(tx: Tx, parts: Pick<Parts, "clock" | "enqueue">, id: number, actor: string): Decided {
  const item = requireItem(tx, id);
  if (item.status === "pending_review") return { id, status: item.status, changed: false };
  if (item.status === "publishing" || item.status === "published" || openAttempts(tx, id).length > 0) throw sent(item);
  const now = parts.clock.now();
  // The item was skipped before there was a draft for the buyer's present words, so undoing means starting again.
  const again = item.status === "skipped" && answerOf(tx, item) === undefined;
  const status = moveItem(tx, id, again ? "retry" : "undo", now);
  cancelJobs(tx, { itemId: id, kinds: ["send_response"] }, now);
  takeBackApproval(tx, id, now);
  if (again) enqueueAnalysis(tx, parts, id);
  insertAudit(tx, { actor, action: "undo", itemId: id, before: { status: item.status } }, now);
  return { id, status, changed: true };
}

function sent({ id, status }: Item): RefusedDecision {
  return new RefusedDecision(`item ${id} is "${status}": its answer is on its way to buyers or with them`, {
    code: "item.sent",
    say: ({ decisions }) => decisions["item.sent"],
    hint: `See: reputation show ${id}`,
  });
}
