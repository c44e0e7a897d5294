/** Why a person must look at an item. */
import { BUILT_IN } from "../../ai/llm.ts";
import { readAlarms } from "../../ai/offline/alarms.ts";
import type { Analysis, StoredAnalysis } from "../../domain/analysis.ts";
import { buyerText } from "../../domain/item.ts";
import type { Item } from "../../store/tables/items.ts";

/**
 * What the analysis names and, because the buyer's text may have manipulated the LLM, the built-in alarms. What an LLM names is
 * certain.
 * @param model by whom the analysis is
 */
export function attentionOf(
  { attention }: Analysis,
  model: string,
  item: Item,
): Pick<StoredAnalysis, "attention" | "unsure"> {
  const builtIn = readAlarms(buyerText(item), item.rating);
  const named = model === BUILT_IN ? [] : attention;
  return {
    attention: [...new Set([...attention, ...builtIn.attention])],
    unsure: builtIn.unsure.filter((topic) => !named.includes(topic)),
  };
}
