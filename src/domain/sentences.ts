/**
 * What checks and rules tell a manager. They find; the words are a catalogue's (`src/texts`), chosen where they are
 * stored or shown. Every value a sentence is given is said in it, whatever the language.
 */
import type { Attention } from "./analysis.ts";
import type { FailureCode, NextStep } from "./failure.ts";
import type { Action, When } from "./policy.ts";

/** Something to be told, in the language of the catalogue it is given. */
export type Sentence<Catalogue> = (texts: Catalogue) => string;

/** Quotes what was found in the answer, or in the buyer's text. */
type Quoting = (piece: string) => string;

/** What may be wrong with an answer and what to do, by rule, and what makes a draft doubtful however it reads. */
export interface CheckTexts {
  empty: string;
  too_long: (max: number, length: number, excess: number) => string;
  too_short: (min: number) => string;
  characters: string;
  emoji: string;
  language: string;
  link: Quoting;
  email: Quoting;
  phone: Quoting;
  messenger: Quoting;
  other_shop: Quoting;
  other_brand: (brand: string, other: string) => string;
  promise: Quoting;
  apology: string;
  praise: Quoting;
  forbidden: Quoting;
  name: Quoting;
  personal_data: Quoting;
  echo: Quoting;
  unfilled: Quoting;
  leak: Quoting;
  copy: string;
  injection: Quoting;
  /** In the place of what is quoted, when there is nothing to be seen. */
  hidden_characters: string;
  unverified: string;
  /** Nobody was there to follow what a person asked for. */
  instructions: string;
  llm: string;
  analysis: string;
}

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

/** Why a person's decision is not carried out, by the error's code. They stand in one line of the screen. */
export interface DecisionTexts {
  "answer.changed": string;
  "answer.length": (length: number, min: number, max: number) => string;
  "item.archived": string;
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
}

/** Why a rule decided, or did not. */
export interface PolicyTexts {
  no_rules: string;
  none_fits: string;
  no_answer: string;
  /** An answer that buyers can perhaps read already. */
  stands: string;
  rule: (place: number, of: number, name: string) => string;
  decided: (rule: string, effect: string) => string;
  held: (rule: string, obstacles: string) => string;
  effects: Record<Action, string>;
  not_fitting: (rules: string) => string;
  unmet: (place: number, name: string, condition: string) => string;
  conditions: Record<Exclude<keyof When, "attention" | "words">, string>;
  no_stars: string;
  no_words: string;
  no_topics: string;
  topics: (topics: string) => string;
  needs_person: (topics: string) => string;
  attention: Record<Attention, string>;
  /** No value at all. */
  none: string;
  yes: string;
  no: string;
}
