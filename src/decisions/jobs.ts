/**
 * Retries and cancels jobs that belong to no item. For a job that belongs to an item, the decision is made on the item.
 */
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { cancelJob as cancel, reviveJob } from "../store/tables/job-changes.ts";
import { requireJob } from "../store/tables/jobs.ts";
import type { Parts } from "./parts.ts";

/**
 * Lets a failed or cancelled job run again.
 * @throws RefusedDecision when it works on an item, has not ended, or another live job does the same
 */
export function retryJob(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): void {
  const kind = kindWithoutItem(tx, id, "retry");
  const now = clock.now();
  reviveJob(tx, id, now);
  insertAudit(tx, { actor, action: "retry job", itemId: null, after: { job: id, kind } }, now);
}

/**
 * Cancels a waiting job.
 * @throws RefusedDecision when it works on an item, is running or has ended
 */
export function cancelJob(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): void {
  const kind = kindWithoutItem(tx, id, "skip");
  const now = clock.now();
  cancel(tx, id, now);
  insertAudit(tx, { actor, action: "cancel job", itemId: null, after: { job: id, kind } }, now);
}

/** Refuses jobs of items, because an item must not lose the job that it waits for. */
function kindWithoutItem(tx: Tx, id: number, instead: "retry" | "skip"): string {
  const { item_id, kind } = requireJob(tx, id);
  if (item_id === null) return kind;
  throw new RefusedDecision(`job ${id} works on item ${item_id}`, {
    code: "job.item",
    say: ({ decisions }) => decisions["job.item"](item_id),
    hint: `Decide on the item: reputation ${instead} ${item_id}`,
  });
}
