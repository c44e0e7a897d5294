import type { Quoting } from "../sentence.ts";

/**
 * The catalogue's sentences, by rule, for what is wrong with an answer and what to do, and for what makes any draft
 * doubtful.
 */
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
  /** Shown instead of a quote that has nothing visible. */
  hidden_characters: string;
  unverified: string;
  /** The buyer writes in another language, as the LLM has found. */
  foreign: string;
  /** The draft asserts something that is known from nowhere, by its own model's word. */
  claims: Quoting;
  /** A person's instructions were not followed, because ready phrases made the answer. */
  instructions: string;
  /** A second look at the draft has found something in it that a shop would not say by itself. */
  judge: string;
  /** The second look gave nothing usable. */
  judge_silent: string;
  llm: string;
  analysis: string;
}
