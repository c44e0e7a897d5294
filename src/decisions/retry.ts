import type { ItemStatus } from "../domain/item.ts";
import { jobKey } from "../domain/job.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem } from "../store/tables/items.ts";
import { hurryJob } from "../store/tables/job-changes.ts";
import { resolveAttempts } from "../store/tables/publish-attempts.ts";
import { responseOf } from "../store/tables/responses.ts";
import { setBrand } from "./brand.ts";
import { enqueueAnalysis } from "./analysis.ts";
import { approve } from "./approve.ts";
import type { Decided, Parts } from "./parts.ts";
import { sendAgain } from "./sends.ts";

/**
 * Restarts a failed item at the step that failed; a step that would be retried anyway is retried now.
 * @param brand whose item it is, when it waits for a person to say so
 * @throws RefusedDecision when nothing has failed
 */
export function retry(tx: Tx, parts: Parts, id: number, actor: string, brand?: string): Decided {
  if (brand !== undefined) {
    setBrand(tx, parts, id, brand, actor);
    return { id, status: requireItem(tx, id).status, changed: true };
  }
  const item = requireItem(tx, id);
  const now = parts.clock.now();
  if (item.status === "approved" && sendNow(tx, parts, id)) {
    insertAudit(tx, { actor, action: "retry", itemId: id }, now);
    return { id, status: item.status, changed: true };
  }
  if (item.status !== "error") throw notFailed(id, item.status);
  // Only the sending failed: the answer is there, so only the sending starts again.
  if (responseOf(tx, id)?.status === "failed") {
    resolveAttempts(tx, id, "person", now);
    return approve(tx, parts, id, actor);
  }
  const status = moveItem(tx, id, "retry", now);
  enqueueAnalysis(tx, parts, id);
  insertAudit(tx, { actor, action: "retry", itemId: id, before: { error: item.error_message } }, now);
  return { id, status, changed: true };
}

/** Sends an approved answer now that the hourly retry would take up, or that waits after an error. */
function sendNow(tx: Tx, parts: Parts, id: number): boolean {
  const response = responseOf(tx, id);
  if (response?.status === "failed") {
    sendAgain(tx, parts, id);
    return true;
  }
  return Boolean(response?.publish_error) && hurryJob(tx, jobKey("send_response", id), parts.clock.now());
}

function notFailed(id: number, status: ItemStatus): RefusedDecision {
  return new RefusedDecision(`item ${id} is "${status}", not "error": there is nothing to retry`, {
    code: "item.not_failed",
    say: ({ decisions, items }) => decisions["item.not_failed"](items[status]),
    hint: `See: reputation show ${id}`,
  });
}
