/** An item as the AI and the approval rules see it. */
import { StateError } from "../../base/errors.ts";
import type { Subject, Voice } from "../../ai/llm.ts";
import { alarms } from "../../ai/offline/alarms.ts";
import { type DraftToProve, unproven } from "../../decisions/proof.ts";
import { requireBrand } from "../../domain/brand.ts";
import { buyerText } from "../../domain/item.ts";
import { longestAnswer } from "../../domain/response.ts";
import type { Config } from "../../config/schema.ts";
import type { Problem } from "../../domain/wording/answer-rules.ts";
import type { ItemFacts } from "../../domain/policy.ts";
import type { Item } from "../../store/tables/items.ts";

export function subjectOf(item: Item): Subject {
  return {
    id: item.id,
    platform: item.platform,
    itemType: item.item_type,
    rating: item.rating,
    text: item.client_text,
    pros: item.pros,
    cons: item.cons,
    clientName: item.client_name,
    productName: item.product_name,
    photoCount: item.photos.length,
  };
}

/**
 * @throws ConfigError when the item's brand is no longer configured
 * @throws StateError when nobody knows in whose name to answer
 */
export function voiceOf(item: Item, config: Pick<Config, "brands">): Voice {
  if (!item.brand_known) {
    throw new StateError(`the brand of item ${item.id} is not known`, { code: "item.brand_unknown" });
  }
  const brand = requireBrand(item, config.brands);
  return {
    brandId: brand.id,
    brandName: brand.name,
    tone: brand.tone ?? null,
    signature: brand.signature ?? null,
    forbidden: brand.forbidden,
    maxLength: longestAnswer(item, brand),
    useName: brand.use_name,
    emoji: brand.emoji,
    phrasesFile: brand.phrases_file ?? null,
  };
}

/** What the approval rules may ask about the item and its draft. */
export function policyFacts(
  item: Item,
  { problems, ...draft }: DraftToProve & { problems: readonly Problem[] },
  config: Pick<Config, "brands">,
): ItemFacts {
  const text = buyerText(item);
  return {
    platform: item.platform,
    account: item.account,
    type: item.item_type,
    brand: item.brand_id,
    rating: item.rating,
    sentiment: item.ai_analysis?.sentiment ?? null,
    category: item.ai_analysis?.category ?? null,
    // What an LLM found, or was talked out of finding, never clears the built-in alarms.
    attention: [...new Set([...(item.ai_analysis?.attention ?? []), ...alarms(text)])],
    text,
    hasPhoto: item.photos.length > 0,
    orderCancelled: item.order_cancelled,
    sku: item.sku,
    problems,
    unproven: unproven(item, draft, config),
  };
}
