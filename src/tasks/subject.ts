/** An item as the AI and the answer rules see it. */
import type { Subject, Voice } from "../ai/llm.ts";
import type { BrandConfig, Config } from "../config/schema.ts";
import type { AnswerContext, Problem } from "../domain/answer-rules.ts";
import type { ItemFacts } from "../domain/policy.ts";
import { answerLength } from "../domain/response.ts";
import { ConfigError } from "../errors.ts";
import type { Item } from "../store/items.ts";

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

/** @throws ConfigError when the item's brand is no longer configured */
export function voiceOf(item: Item, config: Pick<Config, "brands">): Voice {
  const brand = requireBrand(item, config);
  return {
    brandId: brand.id,
    brandName: brand.name,
    tone: brand.tone ?? null,
    signature: brand.signature ?? null,
    forbidden: brand.forbidden,
    maxLength: Math.min(brand.max_length, answerLength(item.platform, item.item_type).max),
    useName: brand.use_name,
    emoji: brand.emoji,
  };
}

/** What an answer to the item is checked against. */
export function answerContext(item: Item, config: Pick<Config, "brands">, recentAnswers: string[]): AnswerContext {
  const brand = requireBrand(item, config);
  return {
    platform: item.platform,
    itemType: item.item_type,
    rating: item.rating,
    analysis: item.ai_analysis,
    minLength: answerLength(item.platform, item.item_type).min,
    maxLength: voiceOf(item, config).maxLength,
    brandName: brand.name,
    otherBrandNames: config.brands.filter(({ id }) => id !== brand.id).map(({ name }) => name),
    forbidden: brand.forbidden,
    buyerText: buyerText(item),
    clientName: item.client_name,
    allowEmoji: brand.emoji,
    recentAnswers,
  };
}

/** What the approval rules may ask about the item and its draft. */
export function policyFacts(item: Item, problems: readonly Problem[]): ItemFacts {
  return {
    platform: item.platform,
    account: item.account,
    type: item.item_type,
    brand: item.brand_id,
    rating: item.rating,
    sentiment: item.ai_analysis?.sentiment ?? null,
    category: item.ai_analysis?.category ?? null,
    attention: item.ai_analysis?.attention ?? [],
    text: buyerText(item),
    hasPhoto: item.photos.length > 0,
    orderCancelled: item.order_cancelled,
    sku: item.sku,
    problems,
  };
}

/** All the buyer wrote. */
export function buyerText(item: Item): string {
  return [item.client_text, item.pros, item.cons].filter(Boolean).join("\n");
}

function requireBrand(item: Item, { brands }: Pick<Config, "brands">): BrandConfig {
  const brand = brands.find(({ id }) => id === item.brand_id);
  if (brand) return brand;
  throw new ConfigError(
    `item ${item.id} belongs to brand "${item.brand_id}", which is no longer in the configuration`,
    {
      code: "config.brand",
      hint: `Put the brand back under \`brands\`, then: reputation retry ${item.id}`,
    },
  );
}
