import { RefusedDecision } from "../domain/refused-decision.ts";
import type { Reader } from "../store/db.ts";
import type { Item } from "../store/tables/items.ts";
import { responseOf, type Response } from "../store/tables/responses.ts";

/**
 * The answer to the buyer's present words; undefined when the only answer is to words that the buyer has changed since.
 */
export function answerOf(reader: Reader, item: Pick<Item, "id" | "status" | "ai_analysis">): Response | undefined {
  const response = responseOf(reader, item.id);
  return response && isOlder(item, response) ? undefined : response;
}

/** Only an item that was stopped on its way to a new draft still has the earlier answer. */
function isOlder({ status, ai_analysis }: Pick<Item, "status" | "ai_analysis">, response: Response): boolean {
  if ((status !== "skipped" && status !== "error") || response.status !== "draft") return false;
  return ai_analysis === null || Date.parse(ai_analysis.analyzed_at) > response.updated_at;
}

/** @throws RefusedDecision `item.no_answer` */
export function requireAnswer(reader: Reader, item: Pick<Item, "id" | "status" | "ai_analysis">): Response {
  const response = answerOf(reader, item);
  if (response) return response;
  const hint = item.status === "error" ? `Let it start again: reputation retry ${item.id}` : undefined;
  throw new RefusedDecision(`item ${item.id} is "${item.status}" and has no answer yet`, {
    code: "item.no_answer",
    say: ({ decisions }) => decisions["item.no_answer"],
    hint: hint ?? `Draft one with: reputation generate ${item.id}, or write it: reputation edit ${item.id}`,
  });
}
