import { safeText } from "../../domain/wording/safe-text.ts";
import type { Reader } from "../../store/db.ts";
import { listItems, type Item } from "../../store/tables/items.ts";
import { answerText, responseOf } from "../../store/tables/responses.ts";
import type { Paint } from "../terminal/io.ts";

/** Three different cases with their answers, to read. */
export function samplePairs(reader: Reader, paint: Paint): string {
  const items = listItems(reader, { limit: 5000 }).filter(
    (item) => item.client_text.length > 20 && item.client_text.length < 300,
  );
  const praise = items.find((item) => item.status === "published");
  const complaint = items.find((item) => item.rating !== null && item.rating <= 2);
  const third = items.find((item) => item.item_type === "question") ?? items.find((item) => item.rating === 4);
  const chosen = [praise, complaint, third].filter((item) => item !== undefined);
  return chosen.map((item) => pair(item, reader, paint)).join("\n\n");
}

function pair(item: Item, reader: Reader, paint: Paint): string {
  const response = responseOf(reader, item.id);
  const stars = item.rating === null ? "question" : "★".repeat(item.rating) + "☆".repeat(5 - item.rating);
  const state = item.status === "published" ? "published" : "waits for a person";
  const answer = response ? safeText(answerText(response)) : "(no answer)";
  return [
    `${paint("bold", stars)}  ${item.product_name ?? item.platform}  ${paint("dim", `#${item.id}, ${state}`)}`,
    ...quote(safeText(item.client_text)),
    ...answer.split("\n").map((line) => `  → ${line}`),
  ].join("\n");
}

function quote(text: string): string[] {
  return text.split("\n").map((line) => `  │ ${line}`);
}
