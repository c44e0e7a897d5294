/**
 * Finds out what a marketplace's lists do not show: whether an older item that waits here was answered in the cabinet
 * or withdrawn, and how moderation judged our answers. Each poll looks up a few such items one by one.
 */
import { HOUR_MS } from "../../base/clock.ts";
import { closeIfAnswered, closeUnlessSending } from "../../decisions/close.ts";
import { learnOfModeration } from "../../decisions/take-down.ts";
import type { ItemType } from "../../domain/platform.ts";
import { causeChain, ReputationError } from "../../base/errors.ts";
import type { Marketplace, RemoteState } from "../../marketplaces/marketplace.ts";
import { isStopping, type TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { itemsToCheck, markChecked } from "../../store/tables/item-lookups.ts";
import { requireItem } from "../../store/tables/items.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import type { Deps } from "../deps.ts";

/** Ozon's moderation takes up to seven business days (reference: Ozon, answers to questions). */
export const MODERATION_MS = 11 * 24 * HOUR_MS;
/** Look-ups per poll: a fraction of what the limits allow in addition to it. */
const AT_A_TIME = 5;

/** @param listedSince items written since this time (Unix ms) have just been seen in the lists */
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
      // The poll itself has succeeded. The limit is used up or the marketplace fails, so the next poll tries again.
      context.log.info({ item: item.id, err: causeChain(error) }, "the item could not be looked up");
      return;
    }
  }
}

/** What the marketplace says about an item now, be it asked for its moderation or because no list shows it. */
export function learn(tx: Tx, deps: Deps, id: number, remote: RemoteState): void {
  const item = requireItem(tx, id);
  markChecked(tx, id, deps.clock.now());
  if (item.status === "published") {
    if (remote.status === "answered") learnOfModeration(tx, deps, id, remote.answer);
  } else if (remote.status === "gone") closeUnlessSending(tx, deps, item, "withdrawn");
  else if (remote.status === "answered") closeIfAnswered(tx, deps, item, remote.answer);
}
