/**
 * Finds out what a marketplace's lists do not show: whether an older item that waits here was answered in the cabinet
 * or withdrawn, and how moderation judged our answers. Each poll looks up a few such items one by one.
 */
import { HOUR_MS, MINUTE_MS } from "../../base/clock.ts";
import { MODERATION_MS } from "../../domain/appearance.ts";
import { noticeChange } from "../../decisions/change.ts";
import { closeIfAnswered, closeUnlessSending } from "../../decisions/close.ts";
import { learnOfStanding } from "../../decisions/standing.ts";
import type { ItemType } from "../../domain/platform.ts";
import { causeChain, ReputationError } from "../../base/errors.ts";
import type { Marketplace, RemoteState } from "../../marketplaces/marketplace.ts";
import { isStopping, type TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { itemsToCheck, markChecked, unseenItems } from "../../store/tables/item-lookups.ts";
import { requireItem } from "../../store/tables/items.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import type { Deps } from "../deps.ts";

/** Look-ups per poll: a fraction of what the limits allow in addition to it. */
const AT_A_TIME = 5;
/** Look-ups per poll of answers that were accepted and not seen yet: they are to be seen soon. */
const UNSEEN_AT_A_TIME = 20;
const UNSEEN_EVERY_MS = 15 * MINUTE_MS;

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
  const about = { account, itemType };
  const items = [
    ...unseenItems(deps.db, { ...about, checkedBefore: now - UNSEEN_EVERY_MS, limit: UNSEEN_AT_A_TIME }),
    ...itemsToCheck(deps.db, { ...about, ...spans, limit: AT_A_TIME }),
  ];
  for (const item of items) {
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
  if (item.status === "published") learnOfStanding(tx, deps, item, remote);
  else if (remote.status === "gone") closeUnlessSending(tx, deps, item, "withdrawn");
  else {
    if (remote.status === "answered") closeIfAnswered(tx, deps, item, remote.answer);
    if (remote.buyer !== null) noticeChange(tx, deps, id, remote.buyer);
  }
}
