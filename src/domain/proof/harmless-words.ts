/** Whether a draft is made of harmless words alone, so that it says nothing that only the shop can know or decide. */
import { firstName } from "../wording/first-name.ts";
import { plain, words } from "../wording/russian.ts";
import { stemsOf } from "../wording/stem.ts";
import type { Sentence } from "../sentence.ts";
import type { Answer } from "./answer.ts";
import { answerWords, sharesStem } from "./answer-words.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { sentencesOf } from "./sentences.ts";
import { short } from "./short.ts";

type Miss = Sentence<ProofTexts>;

/** A capital in the middle of a sentence, except in the polite form of address. */
const NAMED = /(?<=[\p{Ll}\p{N},:;–—-]["»”)]?\s+["«“(]?)(?!(?:Вы|Вас|Вам|Вами|Ваш\p{Ll}*)(?!\p{L}))\p{Lu}\p{L}*/u;
const CAPITALS = /\p{L}*\p{Lu}\p{Lu}\p{L}*|\p{Ll}\p{Lu}\p{L}*/u;

/** The words that only fit a certain number of stars. */
const STARS_NAMED = new Map([
  ["пять", 5],
  ["пятерку", 5],
  ["четыре", 4],
  ["четверку", 4],
]);

/** The first word of a draft that is not known to be harmless; null when all are. */
export function wordToHold(answer: Answer): Miss | null {
  const text = withoutOwnNames(answer);
  if (text.includes("?")) return (texts) => texts.new_word("?");
  const name = NAMED.exec(text) ?? CAPITALS.exec(text);
  if (name) return (texts) => texts.proper_name(short(name[0]));
  const mentioned = new Set(words(answer.buyerText).flatMap(stemsOf));
  const product = new Set(
    words(answer.productName ?? "")
      .filter(isOrdinary)
      .flatMap(stemsOf),
  );
  for (const sentence of sentencesOf(text)) {
    const miss = firstMiss(words(sentence), { rating: answer.rating, mentioned, product });
    if (miss) return miss;
  }
  return null;
}

interface Known {
  rating: number | null;
  /** The stems of the buyer's words. */
  mentioned: ReadonlySet<string>;
  /** The stems of the words in the product's name. */
  product: ReadonlySet<string>;
}

function firstMiss(said: readonly string[], known: Known): Miss | null {
  for (const [at, word] of said.entries()) {
    if (word === "не" || word === "ни" || word === "нет" || word === "без") {
      if (!mayDeny(word, said[at + 1] ?? "", known.rating))
        return (texts) => texts.negation(short(said.slice(at, at + 3).join(" ")));
    } else {
      if (isBlame(word, said[at - 1] ?? "", known.rating)) return (texts) => texts.new_word(word);
      const miss = missOf(word, known);
      if (miss) return miss;
    }
  }
  return null;
}

function mayDeny(denial: string, what: string, rating: number | null): boolean {
  const { praising_negations: praising, complaining_negations: complaining } = answerWords();
  return denial === "не" && (praising.has(what) || (rating !== null && rating <= 4 && complaining.has(what)));
}

/** «Разочаровал» praises behind «не» only, and complaints are for reviews of few stars. */
function isBlame(word: string, before: string, rating: number | null): boolean {
  return (rating === null || rating >= 4) && before !== "не" && answerWords().praising_negations.has(word);
}

function missOf(word: string, { rating, mentioned, product }: Known): Miss | null {
  const { exact, inflected, sorry, topics, repeated } = answerWords();
  const stars = STARS_NAMED.get(word);
  if (stars !== undefined && stars !== rating) return (texts) => texts.new_word(word);
  if (exact.has(word) || sharesStem(word, inflected)) return null;
  if (rating !== null && rating <= 4 && sorry.has(word)) return null;
  if ((sharesStem(word, product) || sharesStem(word, repeated)) && sharesStem(word, mentioned)) return null;
  const about = topics.filter((topic) => sharesStem(word, topic));
  if (about.length === 0) return (texts) => texts.new_word(word);
  const isMentioned = about.some((topic) => [...topic].some((stem) => mentioned.has(stem)));
  return isMentioned ? null : (texts) => texts.not_mentioned(word);
}

/** Words of a product's name that a draft may repeat when the buyer uses them too. */
function isOrdinary(word: string): boolean {
  return /^[а-я]{3,}$/.test(word) && !answerWords().never.some((part) => word.includes(part));
}

/** The text without the names that are ours to use: the signature, the brand's name, the buyer's first name. */
function withoutOwnNames({ text, brandName, signature, clientName }: Answer): string {
  const names = [signature, brandName, firstName(clientName)].filter((name) => name !== null && name.trim() !== "");
  return names.reduce<string>((left, name) => {
    const own = words(name ?? "").join("[^\\p{L}\\p{N}]+");
    const alone = new RegExp(`(?<![\\p{L}\\p{N}])${own}(?![\\p{L}\\p{N}])`, "giu");
    return own === "" ? left : replacedByPlain(left, alone);
  }, text);
}

/** Names are compared with ё as е, like all words; nothing else of the text changes. */
function replacedByPlain(text: string, name: RegExp): string {
  const shown = text.normalize("NFC").replaceAll("ё", "е").replaceAll("Ё", "Е");
  return plain(shown).length === shown.length ? shown.replace(name, "") : text;
}
