/** Drafts that say nothing: «Отлично.», or the buyer's own words. */
import { words } from "../wording/russian.ts";
import { stemsOf } from "../wording/stem.ts";
import type { Sentence } from "../sentence.ts";
import type { Answer } from "./answer.ts";
import { sharesStem } from "./answer-words.ts";
import type { ProofTexts } from "./proof-texts.ts";

/** «Здравствуйте! Спасибо за отзыв!» is the shortest answer that a shop signs. */
const FEWEST_WORDS = 4;
const GREETING = new Set("здравствуйте добрый доброго доброе день дня вечер вечера утро утра".split(" "));

/** A draft that is hardly one beside its signature, or that only repeats the buyer; null when it says something. */
export function saysNothing({ text, buyerText, brandName, signature }: Answer): Sentence<ProofTexts> | null {
  const names = new Set(words(`${signature ?? ""} ${brandName}`));
  const said = words(text).filter((word) => !names.has(word));
  if (said.length < FEWEST_WORDS) return (texts) => texts.says_nothing;
  const told = new Set(words(buyerText).flatMap(stemsOf));
  const own = said.filter((word) => !GREETING.has(word) && !sharesStem(word, told));
  return own.length === 0 ? (texts) => texts.says_nothing : null;
}
