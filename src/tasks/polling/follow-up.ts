/**
 * What the lists of a marketplace do not tell: whether an older item that waits here was answered in the cabinet or
 * withdrawn, and what moderation has made of our answers. A few items with each poll are asked about one by one.
 */
import { can } from "../../domain/item.ts";
import type { ItemType } from "../../domain/platform.ts";
import { sameText } from "../../domain/response.ts";
import { causeChain, ReputationError } from "../../base/errors.ts";
import type { Marketplace, RemoteAnswer, RemoteState } from "../../marketplaces/marketplace.ts";
import { isStopping, type TaskContext } from "../../queue/task.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import type { Tx } from "../../store/db.ts";
import { itemsToCheck, markChecked } from "../../store/tables/item-lookups.ts";
import { moveItem, requireItem, type Item } from "../../store/tables/items.ts";
import { cancelJobs } from "../../store/tables/jobs.ts";
import { openAttempts, possiblySentTexts } from "../../store/tables/publish-attempts.ts";
import { markDraft, saveModeration } from "../../store/tables/responses.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Deps } from "../deps.ts";

const HOUR_MS = 3_600_000;
/** Ozon's moderation takes up to seven business days (reference: Ozon, answers to questions). */
export const MODERATION_MS = 11 * 24 * HOUR_MS;
/** With each poll: a fraction of what the limits allow beside it. */
const AT_A_TIME = 5;

/** @param listedSince what the buyer wrote since then has just been seen in the lists, Unix ms */
export async function followUp(
  deps: Deps,
  marketplace: Marketplace,
  { account, itemType, listedSince }: { account: string; itemType: ItemType; listedSince: number },
  context: TaskContext,
): Promise<void> {
  const now = deps.clock.now();
  const spans = {
    listedSince,
    moderatedSince: now - MODERATION_MS,
    checkedBefore: now - HOUR_MS,
    moderationEvery: 11 * HOUR_MS,
  };
  for (const item of itemsToCheck(deps.db, { account, itemType, ...spans, limit: AT_A_TIME })) {
    try {
      const { external_id: externalId, raw_data: raw } = item;
      const remote = await marketplace.read({ itemType, externalId, raw }, context.signal);
      await context.write((tx) => learn(tx, deps, item.id, remote));
    } catch (error) {
      if (isStopping(context.signal) || isStoreFault(error) || !(error instanceof ReputationError)) throw error;
      // The poll itself has succeeded; the limit is used up or the marketplace stumbles: next time.
      context.log.info({ item: item.id, err: causeChain(error) }, "the item could not be looked up");
      return;
    }
  }
}

function learn(tx: Tx, deps: Deps, id: number, remote: RemoteState): void {
  const now = deps.clock.now();
  const item = requireItem(tx, id);
  markChecked(tx, id, now);
  if (item.status === "published") learnOfModeration(tx, deps, item, remote);
  else if (remote.status === "gone") closeItem(tx, item, "withdrawn", now);
  else if (remote.status === "answered") closeIfAnswered(tx, item, remote.answer, now);
}

/**
 * Somebody has answered in the cabinet. An answer with a text of ours is none of theirs: a new one is to take its place,
 * or a send that was given up has arrived after all, and the next one finds it.
 */
export function closeIfAnswered(tx: Tx, item: Pick<Item, "id" | "status">, answer: RemoteAnswer, now: number): void {
  const ours = possiblySentTexts(tx, item.id).some((text) => sameText(text, answer.text));
  if (!ours) closeItem(tx, item, "answered_in_cabinet", now);
}

/** No answer of ours is wanted any more. A send that is under way or open finds that out itself. */
function closeItem(tx: Tx, { id, status }: Pick<Item, "id" | "status">, reason: CloseReason, now: number): void {
  if (status === "publishing" || !can(status, "close") || openAttempts(tx, id).length > 0) return;
  moveItem(tx, id, "close", now, { skip_reason: reason });
  cancelJobs(tx, { itemId: id }, now);
  insertAudit(tx, { actor: "marketplace", action: "close", itemId: id, after: { reason } }, now);
}

type CloseReason = "answered_in_cabinet" | "withdrawn";

function learnOfModeration(tx: Tx, { clock, config }: Deps, { id }: Item, remote: RemoteState): void {
  const now = clock.now();
  if (remote.status !== "answered" || remote.answer.moderation === "pending") return;
  saveModeration(tx, id, remote.answer.moderation, now);
  if (remote.answer.moderation !== "rejected") return;
  const error = textsOf(config.locale).moderation.takenDown;
  moveItem(tx, id, "reject", now, { error_message: error, published_at: null });
  markDraft(tx, id, now, error);
  insertAudit(tx, { actor: "marketplace", action: "reject", itemId: id, after: { error } }, now);
}
