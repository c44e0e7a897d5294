import type { StateError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { RefusedDecision, whyNot } from "../domain/refused-decision.ts";
import { textsOf } from "../texts/texts.ts";

/** Why something is not done, or not there. Nothing was changed. */
export interface Refusal {
  /** What is the matter, in English. */
  error: string;
  /** Stable: `answer.changed`. */
  code: string;
  /** The same for the person who decided, in the language of `locale`. */
  message: string;
  /** What an administrator can do, in English. */
  hint?: string;
}

/** What comes instead of what was asked for. */
export interface Refused {
  refused: Refusal;
}

export function refusalOf(error: StateError, locale: Config["locale"]): Refusal {
  const { message, code, hint } = error;
  return { error: message, code, message: whyNot(error)(textsOf(locale)), ...(hint !== undefined && { hint }) };
}

/** Said of another brand's item, too: whoever may not see it learns nothing. */
export function unknownItem(id: number): RefusedDecision {
  return new RefusedDecision(`there is no item ${id}`, {
    code: "item.unknown",
    say: ({ decisions }) => decisions["item.unknown"],
  });
}
