import { jobKey } from "../domain/job.ts";
import type { Tx } from "../store/db.ts";
import type { Parts } from "./parts.ts";

/** Starts an item from the beginning: analysis, then a draft. */
export function enqueueAnalysis(tx: Tx, { enqueue }: Pick<Parts, "enqueue">, id: number): void {
  enqueue(tx, "analyze_item", { item_id: id }, { key: jobKey("analyze_item", id), itemId: id });
}
