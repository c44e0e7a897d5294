import type { Analysis } from "./analysis.ts";
import type { ItemType } from "./platform.ts";

/** What decides how soon a person should look. */
export interface Urgent {
  itemType: ItemType;
  rating: number | null;
  analysis: Pick<Analysis, "attention" | "sentiment"> | null;
}

/**
 * The order of the inbox, highest first: matters of safety, money and law, then low stars, then questions (buyers wait
 * for them), then the rest.
 */
export function urgency({ itemType, rating, analysis }: Urgent): number {
  const attention = analysis !== null && analysis.attention.length > 0 ? 100 : 0;
  if (itemType === "question") return attention + 40;
  if (rating !== null) return attention + (6 - rating) * 10;
  return attention + (analysis?.sentiment === "negative" ? 50 : 20);
}
