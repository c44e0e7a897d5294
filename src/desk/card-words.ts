/** A buyer's words on a card: marked as theirs in each line, and cut where there is no room. */
import type { Item } from "../store/tables/items.ts";
import { safeText } from "../domain/wording/safe-text.ts";
import type { Texts } from "../texts/texts.ts";

/** No buyer's line looks like one of ours. */
export const MARK = "> ";
const LONGEST_WORDS = 6000;

/** What the buyer wrote, each line marked; without words, that there are none. */
export function quoteOf({ client_text, pros, cons }: Item, words: Texts["cards"]): string {
  const parts = [client_text, pros && `+ ${pros}`, cons && `− ${cons}`];
  const text = parts
    .flatMap((part) => (part === null || part.trim() === "" ? [] : [safeText(part).trim().slice(0, LONGEST_WORDS)]))
    .join("\n");
  if (text === "") return words.bare;
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => MARK + line)
    .join("\n");
}

/** The text in so many UTF-16 units, cut between words where that is near, with `end`; nothing when not even that fits. */
export function cut(text: string, room: number, end: string): string {
  if (text.length <= room) return text;
  const left = room - end.length;
  if (left <= 0) return "";
  const part = text.slice(0, left).replace(/[\uD800-\uDBFF]$/, "");
  const atWord = part.replace(/\s+\S{0,40}$/, "");
  return (atWord === "" ? part : atWord) + end;
}
