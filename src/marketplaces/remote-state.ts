import { MarketplaceError } from "../base/errors.ts";
import type { ToldWords } from "../domain/buyer-words.ts";
import type { RemoteAnswer, RemoteState } from "./marketplace.ts";

/** What was looked up, or null when the marketplace does not know it (any more). */
export async function ifFound<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof MarketplaceError && error.code === "marketplace.not_found") return null;
    throw error;
  }
}

/** The state of an item with these own answers, the best first, and with what its buyer has written. */
export function stateOf(answers: readonly RemoteAnswer[], buyer: ToldWords | null): RemoteState {
  const [answer, ...others] = answers;
  if (answer === undefined) return { status: "unanswered", buyer };
  return { status: "answered", answer, ...(others.length > 0 && { others }), buyer };
}

/** The buyer's part of an element. */
export function wordsOf({ text, pros, cons, rating, leftOut }: ToldWords): ToldWords {
  return { text, pros, cons, rating, ...(leftOut && { leftOut }) };
}

const BEST_FIRST: readonly RemoteAnswer["moderation"][] = ["live", "pending", "rejected"];

/** Several own answers in order: live before pending before rejected. */
export function bestFirst(answers: readonly RemoteAnswer[]): RemoteAnswer[] {
  return BEST_FIRST.flatMap((moderation) => answers.filter((answer) => answer.moderation === moderation));
}
