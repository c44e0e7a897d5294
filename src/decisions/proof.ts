/** Whether a draft is proven harmless, so that a rule may approve it without a person. */
import { BUILT_IN } from "../ai/llm.ts";
import { doubtAbout } from "../ai/offline/doubts.ts";
import type { Config } from "../config/schema.ts";
import { buyerText } from "../domain/item.ts";
import type { Answer } from "../domain/proof/answer.ts";
import { wordToHold } from "../domain/proof/harmless-words.ts";
import { LOW_STARS } from "../domain/policy.ts";
import { notOrdinary } from "../domain/proof/ordinary-complaint.ts";
import { ownMannersMisses } from "../domain/proof/manners.ts";
import { notPlainRussian } from "../domain/proof/plain-russian.ts";
import type { ProofTexts } from "../domain/proof/proof-texts.ts";
import { saysNothing } from "../domain/proof/says-nothing.ts";
import type { Sentence } from "../domain/sentence.ts";
import type { Item } from "../store/tables/items.ts";

/** The text to be approved, and who wrote it: `BUILT_IN`, a model's name, a person. */
export interface DraftToProve {
  text: string;
  model: string;
}

/**
 * What keeps a draft from being proven harmless, a sentence for each; empty when nothing does. The facts behind an answer
 * to a question are compared when it is drafted, and a miss is among its problems.
 */
export function unproven(item: Item, draft: DraftToProve, { brands }: Pick<Config, "brands">): Sentence<ProofTexts>[] {
  const brand = brands.find(({ id }) => id === item.brand_id);
  const answer: Answer = {
    text: draft.text,
    rating: item.rating,
    buyerText: buyerText(item),
    productName: item.product_name,
    clientName: item.client_name,
    brandName: brand?.name ?? "",
    signature: brand?.signature ?? null,
  };
  // The built-in provider's sentences are ours, and those of a question are compared with the facts.
  const isOurs = draft.model === BUILT_IN || item.item_type === "question";
  const found = [
    notPlainRussian(answer.buyerText),
    item.item_type === "question" ? null : doubtAbout(item),
    item.rating === null || item.rating > LOW_STARS ? null : notOrdinary(answer),
    isOurs ? null : wordToHold(answer),
    item.item_type === "question" ? null : saysNothing(answer),
    ...ownMannersMisses(answer),
  ];
  return found.filter((miss) => miss !== null);
}
