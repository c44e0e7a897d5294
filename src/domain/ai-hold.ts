/** When an LLM that cannot be used holds all of its work, and when ready phrases stand in for it. */
import type { ItemType } from "./platform.ts";

/** How long all work waits until one request finds out whether the LLM can be used again. */
export const AI_PROBE_MS = 60_000;
/** What waits looks again by itself after this time; the request that succeeds lets it go on earlier. */
export const AI_WAIT_MS = 15 * 60_000;

/** Errors that say something about the LLM, its account or its address, and nothing about one item. */
const HOLDING = new Set([
  "auth.llm",
  "llm.address",
  "llm.country",
  "llm.model",
  "llm.no_money",
  "llm.rate_limited",
  "llm.unavailable",
]);

export function holdsAi(code: string): boolean {
  return HOLDING.has(code);
}

/** The most stars of a review whose buyer should not wait for the LLM. */
const MOST_STARS = 3;

/**
 * When ready phrases stand in for an item's draft, Unix ms; never for reviews of more than three stars, which wait.
 * @param since when the LLM could first not be used
 */
export function standInAt(
  { item_type, rating }: { item_type: ItemType; rating: number | null },
  since: number,
  afterMs: number,
): number {
  return item_type === "question" || rating === null || rating <= MOST_STARS ? since + afterMs : Infinity;
}
