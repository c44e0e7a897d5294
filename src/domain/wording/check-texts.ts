import type { Quoting } from "../sentence.ts";

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
