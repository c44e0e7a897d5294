/**
 * Notices what the daily full read no longer lists: the buyer has deleted it, or somebody has dealt with it in the cabinet.
 * A list alone proves nothing, so each missing item is asked about by itself before its draft is closed.
 */
import { causeChain, ReputationError } from "../../base/errors.ts";
import type { ItemType } from "../../domain/platform.ts";
import type { Marketplace } from "../../marketplaces/marketplace.ts";
import { isStopping, type TaskContext } from "../../queue/task.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { openItemsSince } from "../../store/tables/item-lookups.ts";
import type { Deps } from "../deps.ts";
import { learn } from "./follow-up.ts";

/** When more than this share of what should be listed is missing at once, the reading is broken, and nothing is closed. */
const MOST_MISSING = 0.3;
/** Look-ups per full read; the rest waits for the next one. */
const AT_A_TIME = 50;

/** A full read that came to its end. */
interface FullRead {
  account: string;
  itemType: ItemType;
  /** From when on it listed everything, Unix ms. */
  since: number;
  /** The external ids that it listed. */
  listed: ReadonlySet<string>;
}

/** Never fails the poll: what cannot be asked about now is asked about the next day. */
export async function findMissing(
  deps: Deps,
  marketplace: Marketplace,
  { listed, ...read }: FullRead,
  context: TaskContext,
): Promise<void> {
  const missing = openItemsSince(deps.db, read).filter(({ external_id }) => !listed.has(external_id));
  if (missing.length > MOST_MISSING * (missing.length + listed.size)) {
    context.log.warn({ missing: missing.length, listed: listed.size }, "too much is missing from the lists at once");
    return;
  }
  for (const { id, external_id: externalId, raw_data: raw } of missing.slice(0, AT_A_TIME)) {
    try {
      const remote = await marketplace.read({ itemType: read.itemType, externalId, raw }, context.signal);
      await context.write((tx) => learn(tx, deps, id, remote));
    } catch (error) {
      if (isStopping(context.signal) || isStoreFault(error) || !(error instanceof ReputationError)) throw error;
      context.log.info({ item: id, err: causeChain(error) }, "a missing item could not be asked about");
    }
  }
}
