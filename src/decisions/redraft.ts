import type { Tx } from "../store/db.ts";
import { cancelJobs } from "../store/tables/jobs.ts";

/**
 * Cancels a requested draft that has not begun, because a person has decided on the present text and the draft would
 * replace it behind their back. A draft that is being written notices this by itself.
 */
export function dropRedraft(tx: Tx, id: number, now: number): void {
  cancelJobs(tx, { itemId: id, kinds: ["regenerate_response"] }, now);
}
