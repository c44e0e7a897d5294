import type { StateError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { RefusedDecision, whyNot, type StandingAnswer } from "../domain/refused-decision.ts";
import { textsOf } from "../texts/texts.ts";

/** Why something was not done or not found. Nothing was changed. */
export interface Refusal {
  /** The reason, in English. */
  error: string;
  /** A stable code: `answer.changed`. */
  code: string;
  /** The reason for the person who decided, in the language of `locale`. */
  message: string;
  /** What an administrator can do, in English. */
  hint?: string;
  /** The answer that stands there instead of the one that was read. */
  current?: StandingAnswer;
}

/** The result that takes the place of the requested one. */
export interface Refused {
  refused: Refusal;
}

export function refusalOf(error: StateError, locale: Config["locale"]): Refusal {
  const { message, code, hint } = error;
  const current = error instanceof RefusedDecision && error.current ? { current: error.current } : {};
  const said = whyNot(error)(textsOf(locale));
  return { error: message, code, message: said, ...(hint !== undefined && { hint }), ...current };
}

/** Also used for another brand's item, so that a caller who may not see it learns nothing. */
export function unknownItem(id: number): RefusedDecision {
  return new RefusedDecision(`there is no item ${id}`, {
    code: "item.unknown",
    say: ({ decisions }) => decisions["item.unknown"],
  });
}
