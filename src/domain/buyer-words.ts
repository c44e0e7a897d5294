/** What a buyer has said: the words and the stars, and nothing else of an item. */
export interface BuyerWords {
  text: string;
  pros: string | null;
  cons: string | null;
  /** 1–5; null for questions. */
  rating: number | null;
}

/** The parts of what a buyer has written. */
export const WORDS = ["text", "pros", "cons"] as const satisfies readonly (keyof BuyerWords)[];

/** The words as one reply tells them. */
export interface ToldWords extends BuyerWords {
  /** The parts that the reply leaves out, which says nothing about them; without the list, those that are null. */
  leftOut?: readonly (typeof WORDS)[number][];
}

/**
 * The words as they are stored: well-formed (half an emoji would come back from SQLite as another character) and with
 * composed letters (`й` as one character), so that the words of rules match.
 */
export function storedWords({ text, pros, cons, rating }: BuyerWords): BuyerWords {
  return {
    text: stored(text),
    pros: pros === null ? null : stored(pros),
    cons: cons === null ? null : stored(cons),
    rating,
  };
}

/** The buyer's words after a reply: what it leaves out is as it was before. */
export function wordsAfter(before: BuyerWords, told: ToldWords): BuyerWords {
  const leftOut = told.leftOut ?? WORDS.filter((part) => (told[part] ?? null) === null);
  const kept = leftOut.map((part) => [part, before[part]]);
  const rating = told.rating ?? before.rating;
  return { ...storedWords(told), ...Object.fromEntries(kept), rating };
}

/** Whether a buyer has said the same, apart from what only writes the same in another way: white space, absence. */
export function sameWords(a: BuyerWords, b: BuyerWords): boolean {
  return a.rating === b.rating && WORDS.every((part) => folded(a[part]) === folded(b[part]));
}

function stored(text: string): string {
  return text.toWellFormed().normalize("NFC");
}

function folded(text: string | null): string {
  return stored(text ?? "")
    .replace(/\s+/gu, " ")
    .trim();
}
