import type { Analysis } from "./analysis.ts";
import type { ItemType } from "./platform.ts";

/** The facts that decide how soon a person should look at an item. */
export interface Urgent {
  itemType: ItemType;
  rating: number | null;
  analysis: Pick<Analysis, "attention" | "sentiment"> | null;
}

/** The fields that decide an item's place in the inbox. */
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

/** The priority of items that need attention, above all others. */
const ATTENTION = 100;
const QUESTION = 40;

/**
 * The priority of an item in the inbox, higher first: matters of safety, money and law, then low ratings, then
 * questions (whose buyers are waiting), then everything else.
 */
export function urgency({ itemType, rating, analysis }: Urgent): number {
  const attention = analysis !== null && analysis.attention.length > 0 ? ATTENTION : 0;
  if (itemType === "question") return attention + QUESTION;
  if (rating !== null) return attention + (6 - rating) * 10;
  return attention + (analysis?.sentiment === "negative" ? 50 : 20);
}

/** The priority from which an item is urgent: reviews of one or two stars, and everything that needs attention. */
export const URGENT_FROM: Record<ItemType, number> = { review: 40, question: ATTENTION };
