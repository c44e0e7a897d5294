/** A buyer has changed a known review, so the analysis and the draft of the earlier words no longer fit. */
import { sameWords, wordsAfter, type BuyerWords, type ToldWords } from "../domain/buyer-words.ts";
import { can } from "../domain/item.ts";
import { urgency } from "../domain/urgency.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem, saveBuyerWords, type Item } from "../store/tables/items.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import { openAttempts } from "../store/tables/publish-attempts.ts";
import { enqueueAnalysis } from "./analysis.ts";
import type { Parts } from "./parts.ts";
import { takeBackApproval } from "./take-back.ts";

/**
 * Stores the new words and starts again with them. An answer that is already published is then edited after a person
 * has seen it, never published a second time. Ozon has no editing, so a published answer stays as it is there.
 * @returns whether anything was changed
 */
export function noticeChange(tx: Tx, parts: Pick<Parts, "clock" | "enqueue">, id: number, told: ToldWords): boolean {
  const item = requireItem(tx, id);
  const before = wordsOf(item);
  const after = wordsAfter(before, told);
  if (sameWords(before, after) || !mayStartAgain(tx, item)) return false;
  const now = parts.clock.now();
  const priority = urgency({ itemType: item.item_type, rating: after.rating, analysis: null });
  cancelJobs(tx, { itemId: id }, now);
  takeBackApproval(tx, id, now);
  moveItem(tx, id, "change", now, { published_at: null, priority });
  saveBuyerWords(tx, id, after, now);
  enqueueAnalysis(tx, parts, id);
  insertAudit(tx, { actor: "buyer", action: "change", itemId: id, before, after }, now);
  return true;
}

/** The words of an item as they are stored. */
export function wordsOf({ client_text: text, pros, cons, rating }: Item): BuyerWords {
  return { text, pros, cons, rating };
}

function mayStartAgain(tx: Tx, { id, status, platform }: Item): boolean {
  if (status === "publishing" || !can(status, "change") || openAttempts(tx, id).length > 0) return false;
  return status !== "published" || platform !== "ozon";
}
