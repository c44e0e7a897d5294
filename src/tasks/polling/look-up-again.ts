/**
 * Looks up again what an earlier poll could not: products, brands, photos. The lists show only the items of the last day
 * at every poll; older ones, of a first start or an outage, are asked about here.
 */
import { causeChain, ReputationError } from "../../base/errors.ts";
import { learnDetails } from "../../decisions/learn-details.ts";
import type { ItemType } from "../../domain/platform.ts";
import type { Marketplace } from "../../marketplaces/marketplace.ts";
import { isStopping, type TaskContext } from "../../queue/task.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { itemsToLookUp } from "../../store/tables/unknown-details.ts";
import type { Deps } from "../deps.ts";

/** Items per poll. A hundred products are one request, and what was answered a short time ago costs none. */
const AT_A_TIME = 200;

/** Never fails the poll: what cannot be looked up now is asked for by the next one. */
export async function lookUpAgain(
  deps: Deps,
  marketplace: Marketplace,
  { account, itemType }: { account: string; itemType: ItemType },
  context: TaskContext,
): Promise<void> {
  const items = itemsToLookUp(deps.db, { account, itemType, limit: AT_A_TIME });
  if (!marketplace.lookUp || items.length === 0) return;
  try {
    const refs = items.map(({ external_id: externalId, raw_data: raw }) => ({ itemType, externalId, raw }));
    const found = await marketplace.lookUp(refs, context.signal);
    await context.write((tx) => {
      for (const { id, external_id } of items) {
        const details = found.get(external_id);
        if (details) learnDetails(tx, deps, id, details);
      }
    });
  } catch (error) {
    if (isStopping(context.signal) || isStoreFault(error) || !(error instanceof ReputationError)) throw error;
    context.log.info({ err: causeChain(error) }, "what is missing of some items could not be looked up");
  }
}
