import type { SkipReason } from "../domain/item.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem } from "../store/tables/items.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import { resolveAttempts } from "../store/tables/publish-attempts.ts";
import { responseOf } from "../store/tables/responses.ts";
import { checkVersion } from "./answer-checks.ts";
import { spoken, type Decided, type Parts, type Words } from "./parts.ts";
import { takeBackApproval } from "./take-back.ts";

/**
 * Decides that the item gets no answer. This also settles a send with an open outcome, because the person who decides
 * has looked.
 * @throws RefusedDecision when the item's state does not allow it
 */
export function skip(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  id: number,
  actor: string,
  by: Extract<SkipReason, "person" | "rule">,
  words: Words = {},
): Decided {
  const item = requireItem(tx, id);
  if (item.status === "skipped") return { id, status: "skipped", changed: false };
  checkVersion(responseOf(tx, id), id, words.version);
  const now = clock.now();
  const reason = spoken(words.reason);
  const status = moveItem(tx, id, "skip", now, { skip_reason: by, reason });
  cancelJobs(tx, { itemId: id }, now);
  resolveAttempts(tx, id, "person", now);
  takeBackApproval(tx, id, now);
  const audited = { before: { status: item.status }, ...(reason !== null && { after: { reason } }) };
  insertAudit(tx, { actor, action: "skip", itemId: id, ...audited }, now);
  return { id, status, changed: true };
}
