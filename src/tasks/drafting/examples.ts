/** The brand's own answers that a draft is written after. */
import type { Example, Voice } from "../../ai/llm.ts";
import { masked } from "../../ai/openai/masking.ts";
import { withoutSignature } from "../../ai/signature.ts";
import { CATEGORIES } from "../../domain/analysis.ts";
import { mostAlike } from "../../domain/examples.ts";
import { buyerText } from "../../domain/item.ts";
import { type AnswerContext, checkAnswer } from "../../domain/wording/answer-rules.ts";
import { findInjection } from "../../domain/wording/injection.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import type { Reader } from "../../store/db.ts";
import type { Item } from "../../store/tables/items.ts";
import { strongestOf, type PastAnswer } from "../../store/tables/past-answers.ts";

const BOUNDS = { most: 5, characters: 3000 };
/** Longer ones would leave no room for others. */
const LONGEST_ANSWER = 800;
const LONGEST_BUYER = 400;
/** An answer of a word or two is no pattern. */
const SHORTEST_ANSWER = 30;
/** How many are looked at: of the same topic, and of each other one. */
const SAME_TOPIC = 60;
const OTHER_TOPIC = 15;

/** Stars that are answered alike. */
const ALIKE = [
  [1, 2, 3],
  [4, 5],
];

/**
 * Answers that people of the item's brand approved or wrote to the most similar items. One that breaks the rules for this
 * item is no pattern. Stars without a word get none: ready phrases answer them.
 * @returns the answers as they went out, the strongest first
 */
export function patternsFor(reader: Reader, item: Item, rules: AnswerContext): PastAnswer[] {
  const buyer_text = buyerText(item);
  if (buyer_text.trim() === "") return [];
  const category = item.ai_analysis?.category ?? null;
  const fitting = candidates(reader, item, category)
    .filter((past) => past.external_id !== item.external_id || past.account !== item.account)
    .filter(({ answer }) => answer.length >= SHORTEST_ANSWER && answer.length <= LONGEST_ANSWER)
    .map((past) => ({ ...past, buyer_text: past.buyer_text.slice(0, LONGEST_BUYER) }));
  const isLawful = ({ answer, buyer_text: buyerWords, client_name: clientName }: PastAnswer): boolean =>
    // What may give no orders in the inbox must not give them as an example either.
    findInjection(buyerWords) === null &&
    checkAnswer(answer, { ...rules, buyerText: buyerWords, clientName, recentAnswers: [] }).length === 0;
  const wanted = { rating: item.rating, category, buyer_text };
  return mostAlike(wanted, fitting, BOUNDS, isLawful);
}

function candidates(reader: Reader, item: Item, category: string | null): PastAnswer[] {
  const kind = { brand: item.brand_id, itemType: item.item_type };
  const own = strongestOf(reader, { ...kind, rating: item.rating, category }, SAME_TOPIC);
  const others = [...CATEGORIES, null]
    .filter((other) => other !== category)
    .flatMap((other) => strongestOf(reader, { ...kind, rating: item.rating, category: other }, OTHER_TOPIC));
  const stars = ALIKE.find((group) => group.includes(item.rating ?? 0)) ?? [];
  const near = stars
    .filter((rating) => rating !== item.rating)
    .flatMap((rating) => strongestOf(reader, { ...kind, rating, category }, OTHER_TOPIC));
  return [...own, ...others, ...near];
}

/** A pattern as the LLM sees it: without personal data, without the signature that the program adds itself. */
export function asExample({ rating, buyer_text, answer, client_name }: PastAnswer, voice: Voice): Example {
  const hidden = (text: string): string => masked(safeText(text), client_name);
  return { rating, buyer: hidden(buyer_text), answer: withoutName(hidden(withoutSignature(answer, voice))) };
}

/** Without the mark where the buyer was called by name: the program puts the name in. */
function withoutName(answer: string): string {
  const bare = answer.replace(/^\s*\[имя\],?\s*/u, "").replace(/,?\s*\[имя\](?=[\s,.!?])/gu, "");
  return bare.slice(0, 1).toUpperCase() + bare.slice(1);
}
