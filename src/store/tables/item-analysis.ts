import type { StoredAnalysis } from "../../domain/analysis.ts";
import { q, type Tx } from "../db.ts";

/** Stores another analysis of an item, without any change of its state. */
export function saveAnalysis(
  tx: Tx,
  id: number,
  { ai_analysis, priority }: { ai_analysis: StoredAnalysis; priority: number },
  now: number,
): void {
  const set = { ai_analysis: JSON.stringify(ai_analysis), priority, updated_at: now };
  tx.run(q.updateTable("items").set(set).where("id", "=", id));
}
