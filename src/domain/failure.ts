/**
 * What has gone wrong with an item, as whoever answers it is told. The error's code finds the sentence, the catalogue
 * says it; what the program itself said stands behind it, for the administrator.
 */
import type { Failure } from "./job.ts";
import { safeLine } from "./wording/safe-text.ts";
import type { Quoting, Sentence } from "./sentence.ts";

/** What has gone wrong with an item, what to do, and what holds an answer back. */
export interface FailureTexts {
  /** What has happened, and what can be done about its cause. */
  codes: Record<FailureCode, string>;
  /** Any fault of the database. */
  store: string;
  /** An error that has no sentence of its own. */
  other: string;
  /** How the item goes on. */
  next: Record<NextStep, (itemId: number) => string>;
  /** The marketplace does not take an answer, and says why. */
  refused: Quoting;
  refusedSilently: string;
  /** What the program said, for whoever looks after it. */
  technical: (message: string) => string;
  /** An approved answer has not been sent. */
  unsent: (why: string) => string;
  next_try: (when: string) => string;
  paused: string;
  daily_cap: (cap: number) => string;
}

/** The codes of errors that can end a task of an item, or reach a person who decides on one. */
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
  "item.transition",
  "job.crashes",
  "job.hard_limit",
  "job.soft_limit",
  "llm.rate_limited",
  "llm.rejected",
  "llm.unavailable",
  "marketplace.bad_reply",
  "marketplace.cannot_edit",
  "marketplace.no_sku",
  "marketplace.rate_limited",
  "marketplace.refused",
  "marketplace.unavailable",
  "publish.never_seen",
  "snoozed",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/**
 * How it goes on: `itself`, the program tries again; `retry`, when a person lets the item start again; `look`, a person
 * has to find out first whether the answer has arrived.
 */
export type NextStep = "itself" | "retry" | "look";

/** The program's own words are for one who can look them up in the log: there they are whole. */
const LONGEST_TECHNICAL = 400;

/** What a person reads who has to go on with an item. */
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

/**
 * What a person reads whose answer the marketplace does not take. The marketplace's own words come first and whole:
 * they tell what to change.
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

/** What has happened, in a sentence, and what can be done about its cause. */
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
