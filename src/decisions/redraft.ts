import type { Tx } from "../store/db.ts";
import { cancelJobs } from "../store/tables/jobs.ts";

/**
 * A person has decided on the text that stands there: another draft that was asked for before, and has not begun, would
 * take its place behind their back. One that is being made finds that out itself.
 */
export function dropRedraft(tx: Tx, id: number, now: number): void {
  cancelJobs(tx, { itemId: id, kinds: ["regenerate_response"] }, now);
}
