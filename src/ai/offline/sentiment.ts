import type { Category, Sentiment } from "../../domain/analysis.ts";
import { everywhere, plain, words } from "../../domain/wording/russian.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { lexicon, type Aspect } from "./lexicon.ts";

/** The fields a buyer fills in. */
export interface BuyerText {
  text: string;
  pros: string | null;
  cons: string | null;
}

/** What the lexicon makes of a buyer's text. */
export interface Reading {
  /** Below 0 bad, above 0 good; about 1 per telling word. */
  weight: number;
  sentiment: Sentiment;
  category: Category;
  /** The weight of what is said about a category; missing when nothing is. */
  weights: Partial<Record<Category, number>>;
  tags: string[];
  clauses: readonly Clause[];
  /** The most telling sentences, in their order, five at most. */
  keyPoints: string[];
}

/** A piece of a buyer's text, from one comma or «но» to the next. */
export interface Clause {
  /** As `plain` has it. */
  text: string;
  weight: number;
  aspects: Aspect[];
}

const NO_CATEGORY: Category = "other";

/**
 * Reads a text by the lexicon alone.
 * @param tone what the stars say of the whole text, above 0 good, below 0 bad; without stars the text's own weight
 */
export function readText(buyer: BuyerText, tone?: number): Reading {
  const clauses = allClauses(buyer);
  const weight = sum(clauses);
  const weights: Partial<Record<Category, number>> = {};
  for (const clause of clauses) {
    for (const category of categoriesOf(clause)) weights[category] = (weights[category] ?? 0) + clause.weight;
  }
  const tags = new Set(clauses.flatMap((clause) => clause.aspects.map((aspect) => aspect.tag)));
  return {
    weight,
    sentiment: weight > 0.3 ? "positive" : weight < -0.3 ? "negative" : "neutral",
    category: mainCategory(clauses, tone ?? weight),
    weights,
    tags: [...tags].slice(0, 5),
    clauses,
    keyPoints: keyPoints(buyer),
  };
}

/** Pros count as positive and cons as negative, even when the lexicon knows none of their words. */
function allClauses({ text, pros, cons }: BuyerText): Clause[] {
  return [...clausesOf(text, 0), ...clausesOf(pros ?? "", 0.7), ...clausesOf(cons ?? "", -0.7)];
}

const BREAK = /[.,!?;:\n]+|(?<![\p{L}\p{N}])(?:но|а|зато|однако|хотя)(?![\p{L}\p{N}])/iu;

function clausesOf(text: string, lean: number): Clause[] {
  return text
    .split(BREAK)
    .filter((raw) => raw.trim() !== "")
    .map((raw) => readClause(raw.trim(), lean));
}

/** What people write into a field they have nothing for: «нет», «-», «не обнаружено», «пока не нашла». */
const NOTHING =
  /^(?:пока )?(?:их )?(?:нет|нету|без \p{L}+|отсутств\p{L}*|[-—0]+|не (?:наш|обнаруж|выяв|замеч|замет|увид|знаю)\p{L}*)(?: \p{L}+)?$/u;

function readClause(raw: string, lean: number): Clause {
  const text = plain(raw);
  const tokens = words(raw);
  const known = lexicon();
  const spokenOf = words(text.replace(everywhere(known.in_passing), " "));
  const aspects = known.aspects.filter((aspect) => spokenOf.some((token) => aspect.words.test(token)));
  const turns = known.sentiment.turns.filter(({ said }) => said.test(text));
  const told = turns.reduce((total, turn) => total + turn.weight, 0);
  const weight = tokens.reduce((total, _, at) => total + wordWeight(tokens, at), told);
  return { text, weight: weight === 0 && !NOTHING.test(text) ? lean : weight, aspects };
}

function wordWeight(tokens: string[], at: number): number {
  const token = tokens[at] ?? "";
  const negated = isNegated(tokens, at);
  const { good, very_good, bad, very_bad, useful } = lexicon().sentiment;
  if (bad.test(token)) return negated ? 0.7 : very_bad.test(token) ? -2 : -1.2;
  if (good.test(token)) return negated ? -1.5 : very_good.test(token) ? 1.6 : 1;
  if (negated && useful.test(token)) return -1.5;
  // A negated phrase that the lexicon does not know is more often bad than good.
  return tokens[at - 1] === "не" ? -0.5 : 0;
}

/** «Не очень вкусно», «вообще не работает», «эффекта нет». */
function isNegated(tokens: string[], at: number): boolean {
  const { negations, between } = lexicon().sentiment;
  if (/^(?:нет|нету|ноль|отсутств\p{L}*|никак\p{L}*|нулев\p{L}*)$/u.test(tokens[at + 1] ?? "")) return true;
  for (let before = at - 1; before >= at - 3; before--) {
    const word = tokens[before] ?? "";
    if (negations.test(word)) return true;
    if (!between.test(word)) return false;
  }
  return false;
}

/**
 * Buyers name the price to qualify a judgement («за такие деньги пойдёт»), the way to explain a defect («приехал сломанным»)
 * and the packing in passing, so these words weigh less than what is said of the goods.
 */
const WEIGHTS: Partial<Record<Category, number>> = {
  price: 0.5,
  delivery: 0.6,
  packaging: 0.8,
  appearance: 0.7,
  sizing: 0.8,
};

/** What a clause counts that agrees with the tone of the whole review, says neither good nor bad, or disagrees. */
const AGREES = 3;
const NEUTRAL = 1;
const DISAGREES = 0.5;
/** What an unhappy clause without a known aspect counts for the quality, beside others: «плохо держится», «не советую». */
const UNNAMED = 0.8;

/** The stars were given for what is said in their tone: praise of the packing is not what two stars are about. */
function mainCategory(clauses: Clause[], tone: number): Category {
  const votes = new Map<Category, number>();
  const vote = (category: Category, value: number) => {
    votes.set(category, (votes.get(category) ?? 0) + value * (WEIGHTS[category] ?? 1));
  };
  for (const clause of clauses) {
    const agreement = clause.weight * tone;
    const value = agreement > 0 ? AGREES : agreement < 0 ? DISAGREES : NEUTRAL;
    for (const category of categoriesOf(clause)) vote(category, value);
  }
  const unnamed = tone < 0 ? clauses.filter(({ aspects, weight }) => aspects.length === 0 && weight < 0) : [];
  if (votes.size > 0) vote("quality", UNNAMED * unnamed.length);
  return [...votes].reduce((best, next) => (next[1] > best[1] ? next : best), [NO_CATEGORY, 0])[0];
}

function categoriesOf(clause: Clause): Set<Category> {
  return new Set(clause.aspects.map((aspect) => aspect.category));
}

function keyPoints({ text, pros, cons }: BuyerText): string[] {
  const sentences = [text, pros ?? "", cons ?? ""]
    .flatMap((field) => field.split(/(?<=[.!?])\s+|\n+/u))
    .map(safeLine)
    .filter((sentence) => words(sentence).length > 0)
    .map((sentence) => ({ sentence, weight: Math.abs(sum(clausesOf(sentence, 0))) }));
  const telling = sentences.toSorted((a, b) => b.weight - a.weight).slice(0, 5);
  return sentences.filter((sentence) => telling.includes(sentence)).map(({ sentence }) => shortened(sentence));
}

function shortened(sentence: string): string {
  return sentence.length <= 120 ? sentence : `${sentence.slice(0, 120).replace(/\s+\S*$/u, "")}…`;
}

function sum(clauses: Clause[]): number {
  return clauses.reduce((total, clause) => total + clause.weight, 0);
}
