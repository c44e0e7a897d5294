import { q, type Reader, type Tx } from "../db.ts";
import type { AiUsageTable } from "../schema-ai.ts";

export interface AiCall {
  /** Null for what is about no item. */
  itemId: number | null;
  purpose: AiUsageTable["purpose"];
  model: string;
  inputTokens: number;
  outputTokens: number;
  /** Cost in the currency of `ai.price`; null without a price. */
  cost: number | null;
}

export interface AiUsage {
  calls: number;
  tokens: number;
  cost: number | null;
}

export function insertAiCall(tx: Tx, call: AiCall, now: number): void {
  const { itemId, purpose, model, inputTokens, outputTokens, cost } = call;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  tx.run(q.insertInto("ai_usage").values({ at: now, item_id: itemId, purpose, model, ...tokens, cost }));
}

/** When the last call was made that used tokens, Unix ms; undefined when there was none. */
export function lastCostlyCall(reader: Reader): number | undefined {
  const query = q.selectFrom("ai_usage").select("at").where("input_tokens", ">", 0).orderBy("id", "desc").limit(1);
  return reader.get(query)?.at;
}

/** Calls, tokens and cost (null when no call had a price) since a time. */
export function aiUsageSince(reader: Reader, since: number): AiUsage {
  const sql = `select count(*) as calls, coalesce(sum(input_tokens + output_tokens), 0) as tokens, sum(cost) as cost from ai_usage where at >= ?`;
  return reader.statement(sql).get(since) as AiUsage;
}
