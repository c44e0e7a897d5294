import { words } from "./russian.ts";

/** This many equal words in a row are no coincidence. */
const ROW = 5;

/** The first five words in a row that an answer shares with the buyer's text; null when there are none. */
export function findEcho(text: string, buyerText: string): string | null {
  const heard = ` ${words(buyerText).join(" ")} `;
  const said = words(text);
  for (let at = 0; at + ROW <= said.length; at++) {
    const row = said.slice(at, at + ROW).join(" ");
    if (heard.includes(` ${row} `)) return row;
  }
  return null;
}
