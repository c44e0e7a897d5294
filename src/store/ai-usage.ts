import { q, type Reader, type Tx } from "./db.ts";
import type { AiUsageTable } from "./schema.ts";

export interface AiCall {
  itemId: number;
  purpose: AiUsageTable["purpose"];
  model: string;
  inputTokens: number;
  outputTokens: number;
}

export function insertAiCall(tx: Tx, call: AiCall, now: number): void {
  const { itemId, purpose, model, inputTokens, outputTokens } = call;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  tx.run(q.insertInto("ai_usage").values({ at: now, item_id: itemId, purpose, model, ...tokens }));
}

/** Calls and tokens since a time. */
export function aiUsageSince(reader: Reader, since: number): { calls: number; tokens: number } {
  const sql = `select count(*) as calls, coalesce(sum(input_tokens + output_tokens), 0) as tokens from ai_usage where at >= ?`;
  return reader.statement(sql).get(since) as { calls: number; tokens: number };
}
