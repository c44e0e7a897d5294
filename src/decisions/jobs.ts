/** Jobs that belong to no item: again, or not at all. What belongs to an item is decided on the item. */
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { cancelJob as cancel, reviveJob } from "../store/tables/job-changes.ts";
import { requireJob } from "../store/tables/jobs.ts";
import type { Parts } from "./parts.ts";

/**
 * Lets a job that failed or was cancelled run again.
 * @throws RefusedDecision when it works on an item, is not over, or another live job does the same
 */
export function retryJob(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): void {
  const kind = kindWithoutItem(tx, id, "retry");
  const now = clock.now();
  reviveJob(tx, id, now);
  insertAudit(tx, { actor, action: "retry job", itemId: null, after: { job: id, kind } }, now);
}

/**
 * Takes back a job that waits.
 * @throws RefusedDecision when it works on an item, is running or over
 */
export function cancelJob(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): void {
  const kind = kindWithoutItem(tx, id, "skip");
  const now = clock.now();
  cancel(tx, id, now);
  insertAudit(tx, { actor, action: "cancel job", itemId: null, after: { job: id, kind } }, now);
}

/** An item must not be left without the job that it waits for. */
function kindWithoutItem(tx: Tx, id: number, instead: "retry" | "skip"): string {
  const { item_id, kind } = requireJob(tx, id);
  if (item_id === null) return kind;
  throw new RefusedDecision(`job ${id} works on item ${item_id}`, {
    code: "job.item",
    say: ({ decisions }) => decisions["job.item"](item_id),
    hint: `Decide on the item: reputation ${instead} ${item_id}`,
  });
}
