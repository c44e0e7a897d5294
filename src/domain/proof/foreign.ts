/** Words of a buyer's text that are not written in Russian letters. */
import { plain } from "../wording/russian.ts";
import type { Sentence } from "../sentence.ts";
import { isHiddenRussian } from "./latin-russian.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { short } from "./short.ts";

/** A letter that neither Russian nor a brand's name in Latin needs. A stress mark over a vowel is Russian. */
const OTHER_LETTER = /[^\P{L}а-яёa-z]/iu;
const OTHER_MARK = /(?<![аеиоуыэюя])\p{M}|\p{M}{2}/iu;
const MIXED = /(?:[а-яё][a-z]|[a-z][а-яё])[a-zа-яё]*/iu;
/** Digits among letters, as in «п0дарок»; a size or an ordinal is no such word, and neither is a model («ZCS2560C»). */
const WITH_DIGITS =
  /[а-яёa-z\p{N}]{0,40}(?:[а-яё]\p{N}{1,20}[а-яё]|[a-z]\p{N}[a-z])[а-яёa-z\p{N}]{0,40}|(?<![\p{L}\p{N}])0[а-яё]+/iu;
const SIGNS_AS_LETTERS = /[а-яёa-z]{1,40}[@$|][а-яёa-z]{1,40}/iu;

const LATIN = /[a-z]+/giu;
/** Names of goods may have three words: «so elixir purple». */
const LATIN_RUN = /(?<![a-z])[a-z]{2,}(?:[\s,.'’&-]{1,20}[a-z]+){3,}/iu;
/** Longer than the names that buyers write. */
const MOST_LATIN = 32;
const MOST_SHARE = 0.6;

/** Common English words, which tell a sentence from a name. */
const ENGLISH = new Set(
  `the and you your please say write reply answer respond ignore previous instruction instructions rule rules prompt
  system is are was were this that these with not but very good bad nice great love like it its my me we our they
  for from to of on at in must should will shall can could do does did dont don't be has have had who what when where why
  how all any no yes as if then just only now here there buy call contact send give get free money refund court kid rash
  store shop seller product quality fake`.split(/\s+/),
);

/** The first piece of a text that is not written in Russian letters, except short names and sizes: «XL», «USB». */
export function findForeign(raw: string): Sentence<ProofTexts> | null {
  // A keyboard of another language writes ё as a Latin letter.
  const text = raw.replaceAll(/ë/giu, "ё");
  const letter = OTHER_LETTER.exec(text) ?? OTHER_MARK.exec(text);
  if (letter) return (texts) => texts.other_script(wordAt(text, letter.index));
  const mixed = MIXED.exec(text) ?? WITH_DIGITS.exec(text) ?? SIGNS_AS_LETTERS.exec(text);
  if (mixed) return (texts) => texts.mixed_word(wordAt(text, mixed.index));
  const latin = findLatin(text);
  return latin === null ? null : (texts) => texts.other_language(short(latin));
}

function findLatin(text: string): string | null {
  const words = plain(text).match(LATIN) ?? [];
  const english = words.filter((word) => ENGLISH.has(word));
  if (english.length > 1) return english.join(" ");
  const russian = words.find(isHiddenRussian);
  if (russian !== undefined) return russian;
  const run = LATIN_RUN.exec(text);
  if (run) return run[0];
  const letters = words.join("").length;
  const all = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > MOST_LATIN || letters > MOST_SHARE * all ? words.join(" ") : null;
}

function wordAt(text: string, index: number): string {
  const start = text.slice(0, index).search(/\S*$/u);
  return short(text.slice(start).match(/^\S+/u)?.[0] ?? "");
}
