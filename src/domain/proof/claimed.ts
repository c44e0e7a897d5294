/** What a model says that its draft asserts, against what is known. */
import { words } from "../wording/russian.ts";
import { stemsOf } from "../wording/stem.ts";
import { isAnswerWord, sharesStem } from "./answer-words.ts";

/** Who thanks or apologises in a claim that is none. */
const SPEAKER = "бренд магазин продавец благодарит сожалеет извиняется";

/**
 * The first claim with a word or number that stands in none of the sources and is no word of courtesy; null when there is
 * none. A model that names an assertion of its own knows best that it has made one.
 */
export function unfoundedClaim(claims: readonly string[], sources: readonly (string | null)[]): string | null {
  const known = new Set([SPEAKER, ...sources].flatMap((source) => words(source ?? "")).flatMap(stemsOf));
  const isKnown = (word: string): boolean => sharesStem(word, known) || isAnswerWord(word);
  return claims.find((claim) => !words(claim).every(isKnown)) ?? null;
}
