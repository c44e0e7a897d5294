import type { ItemType, Platform } from "./platform.ts";

/** The shortest and longest allowed answer, in characters. */
export interface AnswerLength {
  min: number;
  max: number;
}

/**
 * The lengths that the marketplaces accept. WB and Ozon each state no limit for one of the two item types; there we use
 * the limit stated for the other type, or a cautious one. (WB API `POST /api/v1/feedbacks/answer`; Ozon
 * `/v1/question/answer/create`; Yandex Market `goods-feedback/comments/update`, `goods-questions/update`.)
 */
const LENGTHS: Record<Platform, Record<ItemType, AnswerLength>> = {
  wb: { review: { min: 2, max: 5000 }, question: { min: 2, max: 5000 } },
  ozon: { review: { min: 2, max: 1000 }, question: { min: 2, max: 3000 } },
  ym: { review: { min: 1, max: 4096 }, question: { min: 1, max: 5000 } },
};

export function answerLength(platform: Platform, itemType: ItemType): AnswerLength {
  return LENGTHS[platform][itemType];
}

/** The longest allowed answer in characters: the stricter of the marketplace's limit and the brand's. */
export function longestAnswer(
  item: { platform: Platform; item_type: ItemType },
  brand: { max_length: number },
): number {
  return Math.min(brand.max_length, answerLength(item.platform, item.item_type).max);
}

/** How many drafts a person may choose from. */
export const MOST_VARIANTS = 3;

/** How many new drafts a person may request for an answer (specification). */
export const MAX_REGENERATIONS = 5;

/**
 * The number of failed attempts to publish after which the hourly retry leaves an answer to a person (specification
 * 7.3).
 */
export const MAX_PUBLISH_RETRIES = 5;

/**
 * What became of an answer that was sent: it has not left, or could not and is tried again; the marketplace has it and does
 * not show it yet, shows it, or has taken it down.
 */
export const FATES = ["leaving", "unsent", "pending", "live", "rejected"] as const;
/** See `FATES`. */
export type Fate = (typeof FATES)[number];
