import type { Problem } from "./wording/answer-rules.ts";
import type { Attention, Category, Sentiment, Suspicion } from "./analysis.ts";
import type { ProofTexts } from "./proof/proof-texts.ts";
import type { ItemType, Platform } from "./platform.ts";
import { mentions } from "./wording/russian.ts";
import type { Sentence } from "./sentence.ts";

/** The catalogue's sentences for why a rule did or did not decide. */
export interface PolicyTexts {
  no_rules: string;
  none_fits: string;
  /** Somebody has stopped all rules. */
  stopped: string;
  no_answer: string;
  /** An answer was sent before, so buyers may already see it. */
  stands: string;
  rule: (place: number, of: number, name: string) => string;
  decided: (rule: string, effect: string) => string;
  held: (rule: string, obstacles: string) => string;
  effects: Record<Action, string>;
  not_fitting: (rules: string) => string;
  unmet: (place: number, name: string, condition: string) => string;
  conditions: Record<Exclude<keyof When, "attention" | "words">, string>;
  /** The words for stored values; what is not among them stands as it is. */
  values: Readonly<Record<string, string>>;
  no_stars: string;
  no_words: string;
  no_topics: string;
  topics: (topics: string) => string;
  needs_person: (topics: string) => string;
  attention: Record<Attention, string>;
  /** What a review looks like when no word list says it, and what it only may be. */
  looks_like: Record<Suspicion["topic"], string>;
  may_be: Record<Suspicion["topic"], string>;
  /** What keeps a draft from going out without a person. */
  proof: ProofTexts;
  /** The word for a missing value. */
  none: string;
  yes: string;
  no: string;
}

/** What a rule can do: approve the draft, leave it to a person, escalate it, or skip the item. */
export const ACTIONS = ["approve", "review", "escalate", "skip"] as const;
/** See `ACTIONS`. */
export type Action = (typeof ACTIONS)[number];

/** So many stars or fewer are a complaint. */
export const LOW_STARS = 3;

type OneOf<T> = readonly T[] | undefined;

/**
 * Conditions of a rule. All given conditions must hold; a list holds when one of its values does, so an empty list
 * never does.
 */
export interface When {
  platform?: OneOf<Platform>;
  /** Ids of accounts. */
  account?: OneOf<string>;
  type?: OneOf<ItemType>;
  /** Ids of brands. */
  brand?: OneOf<string>;
  /** Both ends are included. An item without stars never matches. */
  rating?: { min?: number | undefined; max?: number | undefined } | undefined;
  sentiment?: OneOf<Sentiment>;
  category?: OneOf<Category>;
  /** Whether the item needs attention at all, or for which reasons. */
  attention?: boolean | readonly Attention[] | undefined;
  has_text?: boolean | undefined;
  has_photo?: boolean | undefined;
  order_cancelled?: boolean | undefined;
  /** Words or phrases in the buyer's text, in any grammatical form. */
  words?: OneOf<string>;
  /** The exact SKU, regardless of case. */
  sku?: OneOf<string>;
}

/** One approval rule of the configuration. */
export interface Rule {
  name: string;
  /** A rule that is switched off decides nothing and keeps its place; by default it is on. */
  enabled?: boolean | undefined;
  when: When;
  then: Action;
}

/** All the rules, and whether they decide at all. */
export interface Rules {
  rules: readonly Rule[];
  rules_enabled: boolean;
}

/** The facts about an item that rules may check. */
export interface ItemFacts {
  platform: Platform;
  account: string;
  type: ItemType;
  brand: string | null;
  rating: number | null;
  sentiment: Sentiment | null;
  category: Category | null;
  attention: readonly Attention[];
  /** The reason among them that is only a guess; null when there is none. */
  suspected: Suspicion | null;
  /** Everything the buyer wrote (text, pros, cons); empty for a rating alone. */
  text: string;
  hasPhoto: boolean;
  orderCancelled: boolean;
  sku: string | null;
  /** The problems that `checkAnswer` found in the draft. */
  problems: readonly Problem[];
  /** What keeps the draft from being proven harmless (see `decisions/proof.ts`); null: no proof is asked for. */
  unproven: readonly Sentence<ProofTexts>[] | null;
}

/** What happens to an item, and why. */
export interface Decision {
  action: Action;
  /** The rule that decided; null when none matched. */
  rule: string | null;
  /** The reason for the manager and the audit log: which rule decided and why, and why the rules before it did not. */
  why: Why;
}

type Why = Sentence<PolicyTexts>;

/**
 * The first rule whose conditions all hold decides; without one the item waits for a person. An item that needs
 * attention, or whose draft has problems or is not proven harmless, is not approved here (see `obstacleOf`): it waits, and
 * `why` names the obstacle.
 */
export function decide({ rules, rules_enabled: isOn }: Rules, item: ItemFacts): Decision {
  if (!isOn) return { action: "review", rule: null, why: (texts) => texts.stopped };
  const passed: Why[] = [];
  for (const [at, rule] of rules.entries()) {
    if (rule.enabled === false) continue;
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

/**
 * The rule that leaves an item to a person for want of proof alone, and would approve it otherwise; null when none does.
 * @param noted the reasons for attention that the analysis noted, without what the alarms know by now
 */
export function heldByProof(rules: Rules, item: ItemFacts, noted: readonly Attention[]): string | null {
  const { action, rule } = decide(rules, item);
  if (action !== "review" || rule === null) return null;
  const before = decide(rules, { ...item, attention: noted, unproven: null });
  return before.action === "approve" && before.rule === rule ? rule : null;
}

function decideBy(rule: Rule, label: Why, item: ItemFacts, passed: Why[]): Decision {
  const obstacle = rule.then === "approve" ? obstacleOf(rule.when, item) : null;
  const action = obstacle === null ? rule.then : "review";
  const why: Why = (texts) =>
    obstacle === null ? texts.decided(label(texts), texts.effects[action]) : texts.held(label(texts), obstacle(texts));
  return { action, rule: rule.name, why: withPassed(why, passed) };
}

function withPassed(why: Why, passed: Why[]): Why {
  if (passed.length === 0) return why;
  return (texts) => `${why(texts)} ${texts.not_fitting(passed.map((unmet) => unmet(texts)).join("; "))}`;
}

/**
 * The problems already have their words, because they are stored that way. Thanks for stars alone cannot help being like
 * each other: a rule that asks for reviews without a word allows it.
 */
function obstacleOf(when: When, item: ItemFacts): Why | null {
  const { attention, suspected } = item;
  const problems = when.has_text === false ? item.problems.filter(({ rule }) => rule !== "copy") : item.problems;
  const found = item.unproven;
  const unproven = found === null ? [] : [...starsToHold(when, item), ...found];
  if (attention.length === 0 && problems.length === 0 && unproven.length === 0) return null;
  const messages = problems.map((problem) => problem.message.replace(/\.$/, ""));
  return (texts) => {
    const known = attention.filter((topic) => topic !== suspected?.topic);
    const topics = known.length > 0 ? [texts.needs_person(topicsIn(known, texts))] : [];
    const guesses = suspected !== null && attention.includes(suspected.topic) ? [guess(suspected, texts)] : [];
    return [...topics, ...guesses, ...messages, ...unproven.map((miss) => miss(texts.proof))].join("; ");
  };
}

/** A rule answers three stars or fewer by itself only when it is about nothing else. */
function starsToHold({ rating: wanted }: When, { type, rating }: ItemFacts): Sentence<ProofTexts>[] {
  if (type === "question") return [];
  if (rating === null) return [(texts) => texts.no_stars];
  if (rating > LOW_STARS || (wanted?.max ?? 5) <= LOW_STARS) return [];
  return [(texts) => texts.low_stars(rating)];
}

function guess({ topic, sure }: Suspicion, texts: PolicyTexts): string {
  return sure ? texts.looks_like[topic] : texts.may_be[topic];
}

function topicsIn(attention: readonly Attention[], texts: PolicyTexts): string {
  return attention.map((topic) => texts.attention[topic]).join(", ");
}

/** The first condition that does not hold; null when all hold. */
function firstUnmet(when: When, item: ItemFacts): Why | null {
  // One after the other: words in a long text take longer than all the rest.
  return (
    oneOf(when.platform, item.platform, "platform") ??
    oneOf(when.account, item.account, "account") ??
    oneOf(when.type, item.type, "type") ??
    oneOf(when.brand, item.brand, "brand") ??
    within(when.rating, item.rating) ??
    oneOf(when.sentiment, item.sentiment, "sentiment") ??
    oneOf(when.category, item.category, "category") ??
    (when.attention === undefined ? null : needing(when.attention, item.attention)) ??
    same(when.has_text, item.text.trim() !== "", "has_text") ??
    same(when.has_photo, item.hasPhoto, "has_photo") ??
    same(when.order_cancelled, item.orderCancelled, "order_cancelled") ??
    oneOf(when.sku?.map(folded), item.sku === null ? null : folded(item.sku), "sku") ??
    saying(when.words, item.text)
  );
}

type Condition = keyof PolicyTexts["conditions"];

function oneOf<T extends string>(wanted: OneOf<T>, value: T | null, what: Condition): Why | null {
  if (wanted === undefined || (value !== null && wanted.includes(value))) return null;
  return (texts) => `${texts.conditions[what]}: ${value === null ? texts.none : (texts.values[value] ?? value)}`;
}

function within(wanted: When["rating"], rating: number | null): Why | null {
  if (wanted === undefined) return null;
  if (rating === null) return (texts) => texts.no_stars;
  if (rating >= (wanted.min ?? 1) && rating <= (wanted.max ?? 5)) return null;
  return (texts) => `${texts.conditions.rating}: ${rating}`;
}

function needing(wanted: boolean | readonly Attention[], attention: readonly Attention[]): Why | null {
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
