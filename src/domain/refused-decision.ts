/**
 * A refused decision explains itself twice: in English to programs and administrators, and in the manager's language to
 * the person who decided.
 */
import { causeChain, ReputationError, StateError } from "../base/errors.ts";
import { failureSentence } from "./failure.ts";
import type { ItemStatus } from "./item.ts";
import type { JobState } from "./job.ts";
import type { FailureTexts } from "./failure.ts";
import type { Sentence } from "./sentence.ts";

/** The reasons why a person's decision is refused, by error code. Each fits into one line of the screen. */
export interface DecisionTexts {
  "account.moving": string;
  "answer.changed": string;
  "answer.no_variant": string;
  "answer.length": (length: number, min: number, max: number) => string;
  "brand.unknown": (brand: string) => string;
  "item.archived": string;
  "item.brand_known": string;
  "item.no_answer": string;
  "item.not_editable": (status: string) => string;
  "item.not_failed": (status: string) => string;
  "item.sent": string;
  "item.regenerations": (limit: number) => string;
  "item.transition": (status: string) => string;
  "item.unknown": string;
  "job.duplicate": (job: number) => string;
  "job.item": (item: number) => string;
  "job.not_over": (state: string) => string;
  "job.not_waiting": (state: string) => string;
  "job.unknown": string;
  "note.length": (min: number, max: number) => string;
  "contact.code": string;
  "contact.gone": string;
  "contact.taken": string;
  "contact.address": string;
  "contact.slow": (minutes: number) => string;
  "identity.taken": string;
  "link.gone": string;
  "link.not_first": string;
  "password.common": string;
  "password.length": (min: number, max: number) => string;
  "person.admin_brands": string;
  "person.last_admin": string;
  "person.login": string;
  "person.login_taken": (login: string) => string;
  "person.name": string;
  "person.off": string;
  "person.unknown": string;
  "setting.changed": string;
  "setting.forbidden": string;
  /** @param problem in English, as the check of the file says it */
  "setting.invalid": (problem: string) => string;
  "example.unknown": string;
  "setting.unknown": string;
}

/** The parts of the catalogue that explain a refused decision. */
interface DecidingTexts {
  items: Record<ItemStatus, string>;
  jobs: Record<JobState, string>;
  messages: { unread: string };
  decisions: DecisionTexts;
  failures: FailureTexts;
}

/** The answer that stands there instead of the one that the decision was about. */
export interface StandingAnswer {
  version: number;
  text: string;
  /** Who wrote it: `person:anna`, `ai`. */
  by: string;
}

interface Details {
  code: keyof DecisionTexts | "answer.unread";
  /** The reason in the language of the person who decided. */
  say: Sentence<DecidingTexts>;
  hint?: string | undefined;
  cause?: unknown;
  current?: StandingAnswer | undefined;
}

/** A person's decision does not fit the present state. */
export class RefusedDecision extends StateError {
  readonly say: Sentence<DecidingTexts>;
  /** Set when the answer has changed since it was read. */
  readonly current: StandingAnswer | undefined;

  constructor(message: string, { say, code, hint, cause, current }: Details) {
    super(message, { code, cause, ...(hint !== undefined && { hint }) });
    this.say = say;
    this.current = current;
  }
}

/** The sentence for why a decision was not carried out, for any error. */
export function whyNot(error: unknown): Sentence<DecidingTexts> {
  if (error instanceof RefusedDecision) return error.say;
  const code = error instanceof ReputationError ? error.code : "internal.unexpected";
  return ({ failures }) => failureSentence({ code, message: causeChain(error) })(failures);
}
