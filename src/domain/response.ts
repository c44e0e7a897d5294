import type { ItemType, Platform } from "./platform.ts";

/** Shortest and longest answer, in characters. */
export interface AnswerLength {
  min: number;
  max: number;
}

/**
 * What the marketplaces take. WB and Ozon state no limit for one of the two types each: there the stated one of the
 * other type, or a cautious one, stands in. (WB API `POST /api/v1/feedbacks/answer`; Ozon `/v1/question/answer/create`;
 * Yandex Market `goods-feedback/comments/update`, `goods-questions/update`.)
 */
const LENGTHS: Record<Platform, Record<ItemType, AnswerLength>> = {
  wb: { review: { min: 2, max: 5000 }, question: { min: 2, max: 5000 } },
  ozon: { review: { min: 2, max: 1000 }, question: { min: 2, max: 3000 } },
  ym: { review: { min: 1, max: 4096 }, question: { min: 1, max: 5000 } },
};

export function answerLength(platform: Platform, itemType: ItemType): AnswerLength {
  return LENGTHS[platform][itemType];
}

/** In characters; the stricter of the marketplace's and the brand's. */
export function longestAnswer(
  item: { platform: Platform; item_type: ItemType },
  brand: { max_length: number },
): number {
  return Math.min(brand.max_length, answerLength(item.platform, item.item_type).max);
}

/** A person may ask for this many new drafts of an answer (specification). */
export const MAX_REGENERATIONS = 5;

/** Failed attempts to publish after which the hourly retry leaves an answer to a person (specification 7.3). */
export const MAX_PUBLISH_RETRIES = 5;

/** Whether two texts say the same; marketplaces change white space. */
export function sameText(a: string, b: string): boolean {
  const folded = (text: string): string => text.replace(/\s+/g, " ").trim();
  return folded(a) === folded(b);
}
