import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem } from "../store/tables/items.ts";
import { answerText, markApproved, responseOf } from "../store/tables/responses.ts";
import { checkLength, checkVersion } from "./answer-checks.ts";
import type { Decided, Parts } from "./parts.ts";
import { dropRedraft } from "./redraft.ts";
import { requireAnswer } from "./require-answer.ts";
import { approvedText, enqueueSend } from "./sends.ts";

export interface Approved extends Decided {
  /** When the answer will be sent, Unix ms; until then it can be undone. */
  sendAt: number | null;
}

/**
 * Approves an answer; it is sent when the undo window has passed.
 * @param version the version of the answer that was read; another one is not approved
 * @throws RefusedDecision when the state, the text or its length does not allow it
 */
export function approve(tx: Tx, parts: Parts, id: number, actor: string, version?: number): Approved {
  const item = requireItem(tx, id);
  checkVersion(responseOf(tx, id), id, version);
  if (item.status === "approved" || item.status === "publishing" || item.status === "published") {
    return { id, status: item.status, changed: false, sendAt: null };
  }
  const response = requireAnswer(tx, item);
  const text = answerText(response);
  checkLength(item, text);
  const now = parts.clock.now();
  const status = moveItem(tx, id, "approve", now);
  markApproved(tx, id, actor, now);
  dropRedraft(tx, id, now);
  insertAudit(tx, { actor, action: "approve", itemId: id, after: { text, version: response.version } }, now);
  const sendAt = now + parts.config.approval.undo_window;
  enqueueSend(tx, parts, id, { runAt: sendAt, approved: approvedText({ text, version: response.version }) });
  return { id, status, changed: true, sendAt };
}
