/** An item as the AI sees it. */
import { StateError } from "../../base/errors.ts";
import type { DraftContext, Subject, Voice } from "../../ai/llm.ts";
import { faqNear } from "../../ai/offline/faq-asked-for.ts";
import { requireBrand } from "../../domain/brand.ts";
import { longestAnswer } from "../../domain/response.ts";
import type { Config } from "../../config/schema.ts";
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
    buyersLanguage: brand.buyers_language,
    phrasesFile: brand.phrases_file ?? null,
  };
}

/** What the voice settings teach that may help with this item. */
export function taughtFor(item: Item, { brands }: Pick<Config, "brands">): Omit<DraftContext, "examples"> {
  const { guide, faq } = requireBrand(item, brands);
  return {
    guide: guide ?? null,
    faq: item.item_type === "question" ? faqNear(item.client_text, faq) : [],
  };
}
