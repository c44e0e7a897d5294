/** Texts as a search compares them. The index holds what `searchable` returns; nothing else is ever compared. */
import { plain } from "./russian.ts";
import { stemsOf } from "./stem.ts";

/** A longer run of letters counts as several words, and so does one in a search. */
const WORD = /[\p{L}\p{N}]{1,64}|\p{Extended_Pictographic}/gu;
/** A search has at most this many words, because further ones add nothing. */
const MOST = 20;

/** A word of a search. An item has it when one of its words is among `whole` or begins with `beginning`. */
export interface Wanted {
  whole: readonly string[];
  /** Null: the beginning of a word is not enough. */
  beginning: string | null;
}

/** The different words and emoji of a text, without endings (`stemsOf`). */
export function searchable(text: string): string[] {
  return [...new Set(wordsOf(text).flatMap(knownStems))];
}

/** Stems that were looked for lately, because a few thousand words make up most of all texts. */
const known = new Map<string, string[]>();
const MOST_KNOWN = 20_000;

function knownStems(word: string): string[] {
  const stems = known.get(word) ?? stemsOf(word);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, stems);
  return stems;
}

function wordsOf(text: string): string[] {
  return plain(text).match(WORD) ?? [];
}

/**
 * The words of a search. One is found in any of its forms and by its beginning; `#12` is the item of that number only.
 * @param terms as `terms` returns them
 */
export function wantedIn(terms: readonly string[]): Wanted[] {
  const wanted = terms.flatMap((term): Wanted[] => {
    if (/^#[0-9]+$/.test(term)) return [{ whole: [term], beginning: null }];
    return wordsOf(term).map((word) => ({ whole: stemsOf(word), beginning: word }));
  });
  return wanted.slice(0, MOST);
}

/** Whether words that `searchable` returned have all that is wanted. */
export function hasAll(words: readonly string[], wanted: readonly Wanted[]): boolean {
  const text = ` ${words.join(" ")} `;
  return wanted.every(({ whole, beginning }) => {
    return whole.some((word) => text.includes(` ${word} `)) || (beginning !== null && text.includes(` ${beginning}`));
  });
}
