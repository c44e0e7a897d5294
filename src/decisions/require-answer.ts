import { RefusedDecision } from "../domain/refused-decision.ts";
import type { Reader } from "../store/db.ts";
import type { Item } from "../store/tables/items.ts";
import { responseOf, type Response } from "../store/tables/responses.ts";

/** @throws RefusedDecision `item.no_answer` */
export function requireAnswer(reader: Reader, item: Pick<Item, "id" | "status">): Response {
  const response = responseOf(reader, item.id);
  if (response) return response;
  throw new RefusedDecision(`item ${item.id} is "${item.status}" and has no answer yet`, {
    code: "item.no_answer",
    say: ({ decisions }) => decisions["item.no_answer"],
    hint: `Draft one with: reputation generate ${item.id}`,
  });
}
