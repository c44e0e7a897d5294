/** A decision that cannot be carried out says why in two ways: to programs and administrators, and to whoever decided. */
import { causeChain, ReputationError, StateError } from "../base/errors.ts";
import { failureSentence } from "./failure.ts";
import type { ItemStatus } from "./item.ts";
import type { JobState } from "./job.ts";
import type { DecisionTexts, FailureTexts, Sentence } from "./sentences.ts";

/** What the catalogue has for a person whose decision is refused. */
interface DecidingTexts {
  items: Record<ItemStatus, string>;
  jobs: Record<JobState, string>;
  messages: { unread: string };
  decisions: DecisionTexts;
  failures: FailureTexts;
}

interface Details {
  code: keyof DecisionTexts | "answer.unread";
  /** In the words of whoever decided. */
  say: Sentence<DecidingTexts>;
  hint?: string | undefined;
  cause?: unknown;
}

/** A person's decision does not fit the state something is in. */
export class RefusedDecision extends StateError {
  readonly say: Sentence<DecidingTexts>;

  constructor(message: string, { say, code, hint, cause }: Details) {
    super(message, { code, cause, ...(hint !== undefined && { hint }) });
    this.say = say;
  }
}

/** Why a decision was not carried out, whatever was thrown. */
export function whyNot(error: unknown): Sentence<DecidingTexts> {
  if (error instanceof RefusedDecision) return error.say;
  const code = error instanceof ReputationError ? error.code : "internal.unexpected";
  return ({ failures }) => failureSentence({ code, message: causeChain(error) })(failures);
}
