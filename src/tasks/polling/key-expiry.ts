import { DAY_MS } from "../../base/clock.ts";
import { causeChain } from "../../base/errors.ts";
import type { Marketplace } from "../../marketplaces/marketplace.ts";
import { isStopping, type TaskContext } from "../../queue/task.ts";
import { keyOf, saveKey } from "../../store/tables/keys.ts";
import type { Deps } from "../deps.ts";

/**
 * Checks once a day, as part of a poll, when the key expires and what should be changed about it. A key that expires
 * soon is reported in the log, in `status` and in the metrics. The check never fails the poll.
 */
export async function lookAtKey(
  { db, clock }: Deps,
  account: string,
  marketplace: Marketplace,
  context: TaskContext,
): Promise<void> {
  const known = keyOf(db, account);
  if (known && Math.abs(clock.now() - known.checked_at) < DAY_MS) return;
  try {
    const { expiresAt, warnings } = await marketplace.checkAccess(context.signal);
    const key = { account, checked_at: clock.now(), expires_at: expiresAt, warnings };
    await context.write((tx) => saveKey(tx, key));
    for (const warning of warnings) context.log.warn({ account, warning }, "key");
  } catch (error) {
    if (isStopping(context.signal)) throw error;
    context.log.info({ account, err: causeChain(error) }, "the key could not be looked at; the next poll tries again");
  }
}
