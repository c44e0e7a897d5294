import { rememberingLast } from "../../base/remembering-last.ts";
import { findEmail, findLink, findMessenger, findOtherShop, findPhone } from "./contacts.ts";
import { findLeak, findPraise, findPromise, findUnfilled, hasApology } from "./answer-phrases.ts";
import type { Analysis } from "../analysis.ts";
import { findEcho } from "./echo.ts";
import { firstName } from "./first-name.ts";
import type { ItemType, Platform } from "../platform.ts";
import { personalData, repeated } from "./personal-data.ts";
import { mentions, plain, words } from "./russian.ts";
import type { Sentence } from "../sentence.ts";
import type { CheckTexts } from "./check-texts.ts";
import { nearCopyOf } from "./similarity.ts";

/** A problem found in an answer. */
export interface Finding {
  /** A stable name for programs: `link`, `apology`. */
  rule: string;
  /** What is wrong and what to do about it. */
  say: Sentence<CheckTexts>;
}

/** A finding in words, as it is stored and shown to the manager. */
export interface Problem {
  rule: string;
  message: string;
}

/** The facts that an answer is checked against. */
export interface AnswerContext {
  platform: Platform;
  itemType: ItemType;
  /** 1–5; null for questions. */
  rating: number | null;
  analysis: Pick<Analysis, "sentiment"> | null;
  /** Whether the buyer wrote in another language and the brand answers in that: no Russian words are asked for then. */
  anyLanguage?: boolean | undefined;
  /** The length limits in characters: the stricter of the marketplace's and the brand's. */
  minLength: number;
  maxLength: number;
  /** The brand's name as buyers read it; it may contain anything, even another brand's name. */
  brandName: string | null;
  /** The seller's other brands; an answer that names one of them is a mix-up. */
  otherBrandNames: string[];
  /** Phrases that this brand never uses, matched as whole words in any grammatical form. */
  forbidden: string[];
  /** Everything the buyer wrote: text, pros, cons. */
  buyerText: string;
  clientName: string | null;
  allowEmoji: boolean;
  /** The latest answers of the same brand on the same marketplace. */
  recentAnswers: string[];
}

/** A check returns what is wrong, or null. */
type Check = (text: string, context: AnswerContext) => Sentence<CheckTexts> | null;

const CHECKS: Record<string, Check> = {
  length: checkLength,
  characters: checkCharacters,
  emoji: (text, { allowEmoji }) =>
    allowEmoji || !/[\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(text.replace(/[©®™]/gu, ""))
      ? null
      : (texts) => texts.emoji,
  language: checkLanguage,
  link: found(findLink, "link"),
  email: found(findEmail, "email"),
  phone: found(findPhone, "phone"),
  messenger: found(findMessenger, "messenger"),
  other_shop: (text, context) => found((rest) => findOtherShop(rest, context.platform), "other_shop")(text, context),
  other_brand: checkOtherBrand,
  promise: found(findPromise, "promise"),
  apology: (text, context) =>
    context.anyLanguage ||
    context.itemType === "question" ||
    context.rating === null ||
    context.rating > 2 ||
    hasApology(text)
      ? null
      : (texts) => texts.apology,
  praise: (text, context) => (isComplaint(context) ? found(findPraise, "praise")(text, context) : null),
  forbidden: (text, { forbidden }) => {
    const phrase = forbidden.find((candidate) => mentions(text, candidate));
    return phrase === undefined ? null : (texts) => texts.forbidden(phrase);
  },
  name: checkName,
  personal_data: (text, { buyerText }) => quoting(repeated(text, personalData(buyerText)), "personal_data"),
  echo: (text, { buyerText }) => quoting(findEcho(text, buyerText), "echo"),
  unfilled: found(findUnfilled, "unfilled"),
  leak: found(findLeak, "leak"),
  copy(text, { recentAnswers }) {
    return recentAnswers.some(nearCopyOf(text)) ? (texts) => texts.copy : null;
  },
};

/** Only this many characters are checked. No marketplace accepts more, so a longer text is refused anyway. */
const LOOKED_AT = 10_000;

/**
 * Finds everything that is wrong with an answer; an empty list means that it may be published. It never throws,
 * whatever the text is. Rules of the marketplaces: lengths from their API references; no contacts and no links to other
 * sites (Yandex Market API, goods-feedback comments); no links and no repetitive answers (Ozon, "Customers'
 * questions").
 */
export function checkAnswer(text: string, context: AnswerContext): Finding[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return [{ rule: "empty", say: (texts) => texts.empty }];
  return Object.entries(CHECKS).flatMap(([rule, check]) => {
    const say = check(rule === "length" ? text : text.slice(0, LOOKED_AT), context);
    return say === null ? [] : [{ rule, say }];
  });
}

/** The findings in the words of a catalogue. */
export function inWords(findings: readonly Finding[], texts: CheckTexts): Problem[] {
  return findings.map(({ rule, say }) => ({ rule, message: say(texts) }));
}

/** Whether the buyer's text is a complaint: three stars or fewer, or a negative sentiment. */
function isComplaint({ rating, analysis }: AnswerContext): boolean {
  return (rating !== null && rating <= 3) || analysis?.sentiment === "negative";
}

/** The rules whose sentences quote a piece of the text. */
type QuotingKey = {
  [Key in keyof CheckTexts]: CheckTexts[Key] extends (piece: string) => string ? Key : never;
}[keyof CheckTexts];

function found(find: (text: string) => string | null, key: QuotingKey): Check {
  return (text, { brandName }) => quoting(find(withoutOwnBrand(text, brandName)), key);
}

function quoting(piece: string | null, key: QuotingKey): Sentence<CheckTexts> | null {
  return piece === null ? null : (texts) => texts[key](short(piece));
}

function checkLength(text: string, { minLength, maxLength }: AnswerContext): Sentence<CheckTexts> | null {
  if (text.length > maxLength) return (texts) => texts.too_long(maxLength, text.length, text.length - maxLength);
  if (text.trim().length < minLength) return (texts) => texts.too_short(minLength);
  return null;
}

/** Format characters include zero-width and bidirectional ones; the joiner inside an emoji is allowed as part of it. */
function checkCharacters(text: string): Sentence<CheckTexts> | null {
  const bare = text.replace(
    /(?<=[\p{Extended_Pictographic}\u{FE0F}\p{Emoji_Modifier}])\u200D(?=\p{Extended_Pictographic})/gu,
    "",
  );
  return /[^\P{C}\n\r]|[\u2028\u2029\uFFFD\u115F\u1160\u3164\u2800]|\u034F/u.test(bare)
    ? (texts) => texts.characters
    : null;
}

function checkLanguage(text: string, { brandName, anyLanguage }: AnswerContext): Sentence<CheckTexts> | null {
  if (anyLanguage) return null;
  const letters = withoutOwnBrand(text, brandName).match(/\p{L}/gu) ?? [];
  const russian = letters.filter((letter) => /[а-яё]/iu.test(letter));
  return letters.length > 0 && russian.length < letters.length / 2 ? (texts) => texts.language : null;
}

function checkOtherBrand(text: string, { brandName, otherBrandNames }: AnswerContext): Sentence<CheckTexts> | null {
  const other = otherBrandNames.find((name) => {
    const own = brandName !== null && includesWords(brandName, name) ? withoutOwnBrand(text, brandName) : text;
    return words(name).length > 0 && includesWords(own, name);
  });
  return other === undefined ? null : (texts) => texts.other_brand(String(brandName), other);
}

/** Finds a greeting to something that is not a name: «Здравствуйте, Покупатель!». */
function checkName(text: string, { clientName }: AnswerContext): Sentence<CheckTexts> | null {
  const shown = words(clientName ?? "").join(" ");
  if (shown.length < 3 || firstName(clientName) !== null) return null;
  const greeting = words(text.slice(0, 120)).join(" ");
  return new RegExp(
    `^(?:(?:здравствуйте|добрый день|доброго дня|приветствуем|уважаем\\p{L}{2}) )*${shown}(?: |$)`,
    "u",
  ).test(greeting)
    ? quoting(clientName, "name")
    : null;
}

function includesWords(text: string, phrase: string): boolean {
  return ` ${words(text).join(" ")} `.includes(` ${words(phrase).join(" ")} `);
}

/** Removes the brand's own name, which may look like a link or another shop, as «Love.Shop» does. */
const withoutOwnBrand = rememberingLast((text: string, brandName: string | null): string => {
  const name = words(brandName ?? "").join("[^\\p{L}\\p{N}]+");
  const alone = new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, "gu");
  return name === "" ? text : plain(text).replace(alone, " ");
});

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
