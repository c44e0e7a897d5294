/**
 * Explains to a manager what went wrong with an item. The error's code selects a sentence from the catalogue; the
 * program's own message follows it, for the administrator.
 */
import type { FenceReason } from "./fence.ts";
import type { Failure } from "./job.ts";
import { safeLine } from "./wording/safe-text.ts";
import type { Quoting, Sentence } from "./sentence.ts";

/** The catalogue's sentences for a failed item: what happened, what to do, and what keeps an answer from being sent. */
export interface FailureTexts {
  /** What happened, and what can be done about its cause. */
  codes: Record<FailureCode, string>;
  /** The sentence for any fault of the database. */
  store: string;
  /** The sentence for an error that has none of its own. */
  other: string;
  /** How the item can continue. */
  next: Record<NextStep, (itemId: number) => string> & {
    /** A person may say whose item it is. */
    brand: (itemId: number, brands: string) => string;
  };
  /** The marketplace does not accept the answer and says why. */
  refused: Quoting;
  refusedSilently: string;
  /** The program's own message, for the administrator. */
  technical: (message: string) => string;
  /** The approved answer has not been sent, and why. */
  unsent: (why: string) => string;
  next_try: (when: string) => string;
  /** The polls and sends of the account wait, and what lets them go on. */
  key_held: string;
  /** The drafts wait, and what happens meanwhile. */
  ai_held: string;
  paused: string;
  /** The answer waits because the daemon of another machine may send. */
  fenced: Record<FenceReason, string>;
  daily_cap: (cap: number) => string;
  /** Somebody has stopped the rules, and a rule had approved the answer. */
  rules_stopped: string;
}

/** The codes of errors that can end an item's task, or reach a person who decides on an item. */
export const FAILURE_CODES = [
  "auth.key",
  "auth.role",
  "auth.plan",
  "auth.ip",
  "auth.offer",
  "auth.business",
  "auth.llm",
  "config.account",
  "config.brand",
  "config.invalid",
  "editor.failed",
  "internal.unexpected",
  "item.brand_unknown",
  "item.transition",
  "job.crashes",
  "job.hard_limit",
  "job.soft_limit",
  "llm.address",
  "llm.budget",
  "llm.country",
  "llm.cut_off",
  "llm.invalid_output",
  "llm.model",
  "llm.no_money",
  "llm.rate_limited",
  "llm.refused",
  "llm.rejected",
  "llm.too_long",
  "llm.unavailable",
  "marketplace.bad_reply",
  "marketplace.cannot_edit",
  "marketplace.no_sku",
  "marketplace.rate_limited",
  "marketplace.refused",
  "marketplace.unavailable",
  "publish.never_seen",
  "publish.fence",
  "publish.old_reading",
  "snoozed",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/**
 * How a failed item continues. `itself`: the program tries again; `retry`: a person restarts it; `look`: a person first
 * has to find out whether the answer has arrived.
 */
export type NextStep = "itself" | "retry" | "look";

/** The program's own message is cut to this length; the administrator finds all of it in the log. */
const LONGEST_TECHNICAL = 400;

/** The text for a person who has to continue with a failed item. */
export function failureSentence(
  { code, message }: Pick<Failure, "code" | "message">,
  onward?: { itemId: number; next: NextStep },
): Sentence<FailureTexts> {
  return (texts) =>
    [
      happened(code, texts),
      ...(onward ? [texts.next[onward.next](onward.itemId)] : []),
      texts.technical(technical(message)),
    ].join(" ");
}

/** The text for a person whose answers wait because the marketplace refuses the account's key. */
export function keyHoldSentence({ code, message }: Pick<Failure, "code" | "message">): Sentence<FailureTexts> {
  return (texts) => [happened(code, texts), texts.key_held, texts.technical(technical(message))].join(" ");
}

/** The text for a person whose drafts wait because the AI cannot be used. */
export function aiHoldSentence({ code, message }: Pick<Failure, "code" | "message">): Sentence<FailureTexts> {
  return (texts) => [happened(code, texts), texts.ai_held, texts.technical(technical(message))].join(" ");
}

/**
 * The text for a person whose answer the marketplace does not accept. The marketplace's own words come first and uncut,
 * because they tell what to change.
 */
export function refusalSentence(
  { code, message }: Pick<Failure, "code" | "message">,
  said: string | undefined,
): Sentence<FailureTexts> {
  if (said !== undefined) {
    const rest = technical(message.replace(said, "…"));
    return (texts) => `${texts.refused(safeLine(said))} ${texts.technical(rest)}`;
  }
  const silent = code === "marketplace.refused";
  return (texts) => `${silent ? texts.refusedSilently : happened(code, texts)} ${texts.technical(technical(message))}`;
}

/** One sentence about what happened and what can be done about its cause. */
export function happened(code: string, texts: FailureTexts): string {
  if (isFailureCode(code)) return texts.codes[code];
  return code.startsWith("store.") ? texts.store : texts.other;
}

function isFailureCode(code: string): code is FailureCode {
  return (FAILURE_CODES as readonly string[]).includes(code);
}

function technical(message: string): string {
  const line = safeLine(message);
  return line.length > LONGEST_TECHNICAL ? `${line.slice(0, LONGEST_TECHNICAL)}…` : line;
}
