import { words } from "./russian.ts";

/** This many equal words in a row are no coincidence. */
const ROW = 5;

/** The first five words in a row that an answer shares with the buyer's text; null when there are none. */
export function findEcho(text: string, buyerText: string): string | null {
  const buyer = ` ${words(buyerText).join(" ")} `;
  const answer = words(text);
  for (let at = 0; at + ROW <= answer.length; at++) {
    const row = answer.slice(at, at + ROW).join(" ");
    if (buyer.includes(` ${row} `)) return row;
  }
  return null;
}
