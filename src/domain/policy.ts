import type { Problem } from "./wording/answer-rules.ts";
import type { Attention, Category, Sentiment } from "./analysis.ts";
import type { ItemType, Platform } from "./platform.ts";
import { mentions } from "./wording/russian.ts";
import type { Sentence } from "./sentence.ts";

/** Why a rule decided, or did not. */
export interface PolicyTexts {
  no_rules: string;
  none_fits: string;
  no_answer: string;
  /** An answer that buyers can perhaps read already. */
  stands: string;
  rule: (place: number, of: number, name: string) => string;
  decided: (rule: string, effect: string) => string;
  held: (rule: string, obstacles: string) => string;
  effects: Record<Action, string>;
  not_fitting: (rules: string) => string;
  unmet: (place: number, name: string, condition: string) => string;
  conditions: Record<Exclude<keyof When, "attention" | "words">, string>;
  no_stars: string;
  no_words: string;
  no_topics: string;
  topics: (topics: string) => string;
  needs_person: (topics: string) => string;
  attention: Record<Attention, string>;
  /** No value at all. */
  none: string;
  yes: string;
  no: string;
}

/** What a rule can do: approve the draft, leave it to a person, hand it to whoever is responsible, or answer nothing. */
export const ACTIONS = ["approve", "review", "escalate", "skip"] as const;
/** See `ACTIONS`. */
export type Action = (typeof ACTIONS)[number];

type OneOf<T> = readonly T[] | undefined;

/** Conditions of a rule. All that are given must hold; a list holds when one of it does, an empty one never. */
export interface When {
  platform?: OneOf<Platform>;
  /** Ids of accounts. */
  account?: OneOf<string>;
  type?: OneOf<ItemType>;
  /** Ids of brands. */
  brand?: OneOf<string>;
  /** Both ends included. An item without stars never holds it. */
  rating?: { min?: number | undefined; max?: number | undefined } | undefined;
  sentiment?: OneOf<Sentiment>;
  category?: OneOf<Category>;
  /** Whether there is anything for a person to look at, or which. */
  attention?: boolean | readonly Attention[] | undefined;
  has_text?: boolean | undefined;
  has_photo?: boolean | undefined;
  order_cancelled?: boolean | undefined;
  /** Words or phrases in the buyer's text, in any of their forms. */
  words?: OneOf<string>;
  /** Exact, upper and lower case alike. */
  sku?: OneOf<string>;
}

/** One approval rule of the configuration. */
export interface Rule {
  name: string;
  when: When;
  then: Action;
}

/** What the rules may ask about an item. */
export interface ItemFacts {
  platform: Platform;
  account: string;
  type: ItemType;
  brand: string | null;
  rating: number | null;
  sentiment: Sentiment | null;
  category: Category | null;
  attention: readonly Attention[];
  /** All the buyer wrote: text, pros, cons; empty for bare stars. */
  text: string;
  hasPhoto: boolean;
  orderCancelled: boolean;
  sku: string | null;
  /** What `checkAnswer` found wrong with the draft. */
  problems: readonly Problem[];
}

/** What becomes of an item, and why. */
export interface Decision {
  action: Action;
  /** The rule that decided; null when none fitted. */
  rule: string | null;
  /** For the manager and the audit log: which rule, why, and why not the ones before it. */
  why: Why;
}

type Why = Sentence<PolicyTexts>;

/**
 * The first rule whose conditions all hold decides; without one the item waits for a person. An item whose draft has
 * problems or that needs attention is never approved here: it waits too, and `why` says what held it back.
 */
export function decide(rules: readonly Rule[], item: ItemFacts): Decision {
  const passed: Why[] = [];
  for (const [at, rule] of rules.entries()) {
    const unmet = firstUnmet(rule.when, item);
    if (unmet === null) {
      const label: Why = (texts) => texts.rule(at + 1, rules.length, rule.name);
      return decideBy(rule, label, item, passed);
    }
    passed.push((texts) => texts.unmet(at + 1, rule.name, unmet(texts)));
  }
  const why: Why = (texts) => (rules.length === 0 ? texts.no_rules : texts.none_fits);
  return { action: "review", rule: null, why: withPassed(why, passed) };
}

function decideBy(rule: Rule, label: Why, item: ItemFacts, passed: Why[]): Decision {
  const obstacle = rule.then === "approve" ? obstacleOf(item) : null;
  const action = obstacle === null ? rule.then : "review";
  const why: Why = (texts) =>
    obstacle === null ? texts.decided(label(texts), texts.effects[action]) : texts.held(label(texts), obstacle(texts));
  return { action, rule: rule.name, why: withPassed(why, passed) };
}

function withPassed(why: Why, passed: Why[]): Why {
  if (passed.length === 0) return why;
  return (texts) => `${why(texts)} ${texts.not_fitting(passed.map((unmet) => unmet(texts)).join("; "))}`;
}

/** The problems are in words already: they are stored. */
function obstacleOf({ attention, problems }: ItemFacts): Why | null {
  if (attention.length === 0 && problems.length === 0) return null;
  const messages = problems.map((problem) => problem.message.replace(/\.$/, ""));
  return (texts) => {
    const topics = attention.length > 0 ? [texts.needs_person(topicsIn(attention, texts))] : [];
    return [...topics, ...messages].join("; ");
  };
}

function topicsIn(attention: readonly Attention[], texts: PolicyTexts): string {
  return attention.map((topic) => texts.attention[topic]).join(", ");
}

/** The first condition that does not hold; null when all do. */
function firstUnmet(when: When, item: ItemFacts): Why | null {
  const conditions = [
    oneOf(when.platform, item.platform, "platform"),
    oneOf(when.account, item.account, "account"),
    oneOf(when.type, item.type, "type"),
    oneOf(when.brand, item.brand, "brand"),
    within(when.rating, item.rating),
    oneOf(when.sentiment, item.sentiment, "sentiment"),
    oneOf(when.category, item.category, "category"),
    needing(when.attention, item.attention),
    same(when.has_text, item.text.trim() !== "", "has_text"),
    same(when.has_photo, item.hasPhoto, "has_photo"),
    same(when.order_cancelled, item.orderCancelled, "order_cancelled"),
    saying(when.words, item.text),
    oneOf(when.sku?.map(folded), item.sku === null ? null : folded(item.sku), "sku"),
  ];
  return conditions.find((unmet) => unmet !== null) ?? null;
}

type Condition = keyof PolicyTexts["conditions"];

function oneOf<T extends string>(wanted: OneOf<T>, value: T | null, what: Condition): Why | null {
  if (wanted === undefined || (value !== null && wanted.includes(value))) return null;
  return (texts) => `${texts.conditions[what]}: ${value ?? texts.none}`;
}

function within(wanted: When["rating"], rating: number | null): Why | null {
  if (wanted === undefined) return null;
  if (rating === null) return (texts) => texts.no_stars;
  if (rating >= (wanted.min ?? 1) && rating <= (wanted.max ?? 5)) return null;
  return (texts) => `${texts.conditions.rating}: ${rating}`;
}

function needing(wanted: When["attention"], attention: readonly Attention[]): Why | null {
  if (wanted === undefined) return null;
  const holds =
    typeof wanted === "boolean" ? wanted === attention.length > 0 : wanted.some((topic) => attention.includes(topic));
  if (holds) return null;
  return (texts) => (attention.length === 0 ? texts.no_topics : texts.topics(topicsIn(attention, texts)));
}

function same(wanted: boolean | undefined, value: boolean, what: Condition): Why | null {
  if (wanted === undefined || wanted === value) return null;
  return (texts) => `${texts.conditions[what]}: ${value ? texts.yes : texts.no}`;
}

function saying(wanted: OneOf<string>, text: string): Why | null {
  if (wanted === undefined || wanted.some((phrase) => mentions(text, phrase))) return null;
  return (texts) => texts.no_words;
}

function folded(sku: string): string {
  return sku.trim().toLowerCase();
}
