/** What was found while learning. */
import type { NewPastAnswer } from "../../store/tables/past-answers.ts";

/**
 * Why something found is not learned: this program's own work, learned before, without an answer, refused by moderation,
 * an answer that is not shown, of no known brand, not understood.
 */
export const SKIP_REASONS = ["ours", "known", "unanswered", "rejected", "hidden", "brand", "unreadable"] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface Learned {
  /** Answers that are new to us, by brand. */
  brands: Record<string, number>;
  skipped: Record<SkipReason, number>;
}

export function emptyTally(): Learned {
  const skipped = Object.fromEntries(SKIP_REASONS.map((reason) => [reason, 0])) as Record<SkipReason, number>;
  return { brands: {}, skipped };
}

export function addTo(learned: Learned, found: NewPastAnswer | SkipReason): void {
  if (typeof found === "string") learned.skipped[found]++;
  else learned.brands[found.brand_id] = (learned.brands[found.brand_id] ?? 0) + 1;
}
