/** As much as a row shows of a long text, in characters. */
const IN_ROW = 400;
/** As much as a card shows: several times what a marketplace takes. A browser stands still over a megabyte. */
const ON_CARD = 20_000;

/** The beginning of a text, for a list: a page of many rows must not grow with the longest of their texts. */
export function cut(text: string, longest = IN_ROW): string {
  return beginning(text, longest);
}

/** The text as whole as any that a buyer can have written at a marketplace. */
export function whole(text: string): string {
  return beginning(text, ON_CARD);
}

/** Never half a character that takes two code units. */
function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
