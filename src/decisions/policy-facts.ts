import { alarms, guessAbout } from "../ai/offline/alarms.ts";
import type { Config } from "../config/schema.ts";
import { buyerText } from "../domain/item.ts";
import type { ItemFacts } from "../domain/policy.ts";
import type { Problem } from "../domain/wording/answer-rules.ts";
import type { Item } from "../store/tables/items.ts";
import { type DraftToProve, unproven } from "./proof.ts";

/**
 * What the approval rules may ask about the item and its draft. What takes long is found out when a rule asks for it: few
 * rules do, and a trial asks of thousands of items.
 */
export function policyFacts(
  item: Item,
  { problems, ...draft }: DraftToProve & { problems: readonly Problem[] },
  config: Pick<Config, "brands">,
): ItemFacts {
  const text = buyerText(item);
  let attention: ItemFacts["attention"] | undefined;
  return {
    platform: item.platform,
    account: item.account,
    type: item.item_type,
    brand: item.brand_id,
    rating: item.rating,
    sentiment: item.ai_analysis?.sentiment ?? null,
    category: item.ai_analysis?.category ?? null,
    // What an LLM found, or was talked out of finding, never clears the built-in alarms.
    get attention() {
      return (attention ??= [...new Set([...(item.ai_analysis?.attention ?? []), ...alarms(text, item.rating)])]);
    },
    get suspected() {
      return guessAbout(text, item.rating);
    },
    text,
    hasPhoto: item.photos.length > 0,
    orderCancelled: item.order_cancelled,
    sku: item.sku,
    problems,
    get unproven() {
      return unproven(item, draft, config);
    },
  };
}
