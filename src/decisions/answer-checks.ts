/** The checks that an answer to an item must pass, whether the AI or a person wrote it. */
import type { Config } from "../config/schema.ts";
import { requireBrand } from "../domain/brand.ts";
import { buyerText } from "../domain/item.ts";
import {
  type AnswerContext,
  checkAnswer,
  type Finding,
  inWords,
  type Problem,
} from "../domain/wording/answer-rules.ts";
import { findInjection } from "../domain/wording/injection.ts";
import { RefusedDecision, type StandingAnswer } from "../domain/refused-decision.ts";
import { answerLength, longestAnswer } from "../domain/response.ts";
import type { Reader } from "../store/db.ts";
import type { Item } from "../store/tables/items.ts";
import { recentLearned } from "../store/tables/past-answers.ts";
import { answerText, recentAnswers, type Response } from "../store/tables/responses.ts";
import { textsOf } from "../texts/texts.ts";

/** The number of latest answers, of ours and of those learned, that a new one must not nearly copy. */
const RECENT = 50;

/** @throws ConfigError when the item's brand is no longer configured */
export function answerContext(reader: Reader, item: Item, config: Pick<Config, "brands">): AnswerContext {
  const brand = requireBrand(item, config.brands);
  return {
    platform: item.platform,
    itemType: item.item_type,
    rating: item.rating,
    analysis: item.ai_analysis,
    anyLanguage: brand.buyers_language && item.ai_analysis?.gist !== undefined,
    minLength: answerLength(item.platform, item.item_type).min,
    maxLength: longestAnswer(item, brand),
    brandName: brand.name,
    otherBrandNames: config.brands.filter(({ id }) => id !== brand.id).map(({ name }) => name),
    forbidden: brand.forbidden,
    buyerText: buyerText(item),
    clientName: item.client_name,
    allowEmoji: brand.emoji,
    recentAnswers: [
      ...recentAnswers(reader, item.account, item.id, RECENT),
      ...recentLearned(reader, item.brand_id, item, RECENT),
    ],
  };
}

/**
 * The problems of a text that a person has written, in the manager's language. A person's text settles the doubts about
 * the draft, except those about the buyer's text itself. Without the item's brand no other check is possible.
 */
export function editProblems(
  reader: Reader,
  item: Item,
  text: string,
  config: Pick<Config, "brands" | "locale">,
): Problem[] {
  const isKnown = config.brands.some(({ id }) => id === item.brand_id);
  const findings = isKnown ? checkAnswer(text, answerContext(reader, item, config)) : [];
  return inWords([...findings, ...injectionIn(item)], textsOf(config.locale).checks);
}

/**
 * @param version the version of the answer that the decision is about; undefined accepts any
 * @throws RefusedDecision when another one stands there
 */
export function checkVersion(response: Response | undefined, id: number, version: number | undefined): void {
  if (version === undefined || version === response?.version) return;
  const current = response && standingAnswer(response);
  const what = current ? `it is version ${current.version} now, by ${current.by}` : "it has none now";
  throw new RefusedDecision(`the answer to item ${id} is no longer version ${version}: ${what}`, {
    code: "answer.changed",
    say: ({ decisions }) => decisions["answer.changed"],
    hint: `Read it again: reputation show ${id}`,
    current,
  });
}

function standingAnswer(response: Response): StandingAnswer {
  const by = response.edit_history.at(-1)?.by ?? (response.final_text === null ? "ai" : response.model);
  return { version: response.version, text: answerText(response), by };
}

/** @throws RefusedDecision when the marketplace does not take an answer of this length */
export function checkLength(item: Item, text: string): void {
  const { min, max } = answerLength(item.platform, item.item_type);
  if (text.length >= min && text.length <= max) return;
  throw new RefusedDecision(
    `the answer to item ${item.id} has ${text.length} characters; ${item.platform} takes ${min} to ${max}`,
    {
      code: "answer.length",
      hint: `Change it with: reputation edit ${item.id}`,
      say: ({ decisions }) => decisions["answer.length"](text.length, min, max),
    },
  );
}

/** Instructions to an AI in the buyer's text; no answer, however it reads, removes them. */
export function injectionIn(item: Item): Finding[] {
  const order = findInjection(buyerText(item));
  return order === null ? [] : [{ rule: "injection", say: (texts) => texts.injection(order(texts)) }];
}
