import type { Analysis } from "./analysis.ts";
import type { ItemType } from "./platform.ts";

/** What decides how soon a person should look. */
export interface Urgent {
  itemType: ItemType;
  rating: number | null;
  analysis: Pick<Analysis, "attention" | "sentiment"> | null;
}

/** Where an item stands in the order of the inbox. */
interface Place {
  priority: number;
  /** Unix ms. */
  created_at: number;
  id: number;
}

/** The order of the inbox: most urgent first, then oldest first. */
export function byUrgency(a: Place, b: Place): number {
  return b.priority - a.priority || a.created_at - b.created_at || a.id - b.id;
}

/** What needs attention comes before all that does not. */
const ATTENTION = 100;
const QUESTION = 40;

/**
 * The order of the inbox, highest first: matters of safety, money and law, then low stars, then questions (buyers wait
 * for them), then the rest.
 */
export function urgency({ itemType, rating, analysis }: Urgent): number {
  const attention = analysis !== null && analysis.attention.length > 0 ? ATTENTION : 0;
  if (itemType === "question") return attention + QUESTION;
  if (rating !== null) return attention + (6 - rating) * 10;
  return attention + (analysis?.sentiment === "negative" ? 50 : 20);
}

/** From which priority on an item is urgent: reviews of one or two stars, and whatever needs attention. */
export const URGENT_FROM: Record<ItemType, number> = { review: 40, question: ATTENTION };
