import type { Problem } from "./answer-rules.ts";
import type { Attention, Category, Sentiment } from "./analysis.ts";
import type { ItemType, Platform } from "./item.ts";
import { mentions } from "./russian.ts";

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
  /** In Russian, for the manager and the audit log: which rule, why, and why not the ones before it. */
  why: string;
}

/**
 * The first rule whose conditions all hold decides; without one the item waits for a person. An item whose draft has
 * problems or that needs attention is never approved here: it waits too, and `why` says what held it back.
 */
export function decide(rules: readonly Rule[], item: ItemFacts): Decision {
  const passed: string[] = [];
  for (const [at, rule] of rules.entries()) {
    const label = `правило ${at + 1} из ${rules.length} «${rule.name}»`;
    const unmet = firstUnmet(rule.when, item);
    if (unmet === null) return decideBy(rule, label, item, passed);
    passed.push(`${at + 1} «${rule.name}»: ${unmet}`);
  }
  const why =
    rules.length === 0 ? "Правил нет, ответ ждёт человека." : "Ни одно правило не подошло, ответ ждёт человека.";
  return { action: "review", rule: null, why: withPassed(why, passed) };
}

const EFFECTS: Record<Action, string> = {
  approve: "ответ одобрен",
  review: "ответ ждёт человека",
  escalate: "передано ответственному",
  skip: "ответ не нужен, пропущено",
};

function decideBy(rule: Rule, label: string, item: ItemFacts, passed: string[]): Decision {
  const obstacle = rule.then === "approve" ? obstacleOf(item) : null;
  const action = obstacle === null ? rule.then : "review";
  const why =
    obstacle === null
      ? `Сработало ${label}: ${EFFECTS[action]}.`
      : `Подошло ${label}, но одобрить нельзя, ответ ждёт человека: ${obstacle}.`;
  return { action, rule: rule.name, why: withPassed(why, passed) };
}

function withPassed(why: string, passed: string[]): string {
  return passed.length === 0 ? why : `${why} Не подошли: ${passed.join("; ")}.`;
}

/** The matters that wait for a person, as a manager calls them. */
export const ATTENTION_WORDS: Record<Attention, string> = {
  safety: "безопасность",
  defect: "брак",
  money: "деньги",
  law: "закон",
  abuse: "оскорбления",
  personal_data: "личные данные",
};

function obstacleOf({ attention, problems }: ItemFacts): string | null {
  const reasons = [
    ...(attention.length > 0 ? [`тема для человека (${attention.map((a) => ATTENTION_WORDS[a]).join(", ")})`] : []),
    ...problems.map((problem) => problem.message.replace(/\.$/, "")),
  ];
  return reasons.length === 0 ? null : reasons.join("; ");
}

/** The first condition that does not hold, in words; null when all do. */
function firstUnmet(when: When, item: ItemFacts): string | null {
  const conditions = [
    oneOf(when.platform, item.platform, "площадка"),
    oneOf(when.account, item.account, "кабинет"),
    oneOf(when.type, item.type, "тип"),
    oneOf(when.brand, item.brand, "бренд"),
    within(when.rating, item.rating),
    oneOf(when.sentiment, item.sentiment, "тональность"),
    oneOf(when.category, item.category, "тема"),
    needing(when.attention, item.attention),
    same(when.has_text, item.text.trim() !== "", "текст"),
    same(when.has_photo, item.hasPhoto, "фото"),
    same(when.order_cancelled, item.orderCancelled, "отмена заказа"),
    saying(when.words, item.text),
    oneOf(when.sku?.map(folded), item.sku === null ? null : folded(item.sku), "артикул"),
  ];
  return conditions.find((unmet) => unmet !== null) ?? null;
}

function oneOf<T extends string>(wanted: OneOf<T>, value: T | null, what: string): string | null {
  if (wanted === undefined || (value !== null && wanted.includes(value))) return null;
  return value === null ? `${what}: нет` : `${what}: ${value}`;
}

function within(wanted: When["rating"], rating: number | null): string | null {
  if (wanted === undefined) return null;
  if (rating === null) return "без оценки";
  return rating >= (wanted.min ?? 1) && rating <= (wanted.max ?? 5) ? null : `оценка: ${rating}`;
}

function needing(wanted: When["attention"], attention: readonly Attention[]): string | null {
  if (wanted === undefined) return null;
  const holds =
    typeof wanted === "boolean" ? wanted === attention.length > 0 : wanted.some((topic) => attention.includes(topic));
  if (holds) return null;
  return attention.length === 0
    ? "нет тем для человека"
    : `есть ${attention.map((a) => ATTENTION_WORDS[a]).join(", ")}`;
}

function same(wanted: boolean | undefined, value: boolean, what: string): string | null {
  return wanted === undefined || wanted === value ? null : `${what}: ${value ? "есть" : "нет"}`;
}

function saying(wanted: OneOf<string>, text: string): string | null {
  return wanted === undefined || wanted.some((phrase) => mentions(text, phrase)) ? null : "нужных слов нет";
}

function folded(sku: string): string {
  return sku.trim().toLowerCase();
}
