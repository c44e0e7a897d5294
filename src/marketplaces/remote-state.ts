import { MarketplaceError } from "../base/errors.ts";
import type { BuyerWords, RemoteAnswer, RemoteState } from "./marketplace.ts";

/** What was looked up, or null when the marketplace does not know it (any more). */
export async function ifFound<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof MarketplaceError && error.code === "marketplace.not_found") return null;
    throw error;
  }
}

/** The state of an item with this own answer, or without one, and with what its buyer has written. */
export function stateOf(answer: RemoteAnswer | null, buyer: BuyerWords): RemoteState {
  return answer === null ? { status: "unanswered", buyer } : { status: "answered", answer, buyer };
}

/** The buyer's part of an element. */
export function wordsOf({ text, pros, cons, rating }: BuyerWords): BuyerWords {
  return { text, pros, cons, rating };
}

const BEST_FIRST: readonly RemoteAnswer["moderation"][] = ["live", "pending", "rejected"];

/** Chooses among several own answers: live before pending before rejected. Null when there are none. */
export function bestAnswer(answers: readonly RemoteAnswer[]): RemoteAnswer | null {
  return BEST_FIRST.flatMap((moderation) => answers.filter((answer) => answer.moderation === moderation))[0] ?? null;
}
