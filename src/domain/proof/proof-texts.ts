import type { Quoting } from "../sentence.ts";

/** The catalogue's sentences for what keeps a draft from going out without a person, one for each miss. */
export interface ProofTexts {
  /** Invisible characters, or ones that only look like letters, in the buyer's text. */
  hidden: string;
  /** Letters of another alphabet in the buyer's text. */
  other_script: Quoting;
  /** Words of another language, or Russian ones in Latin letters. */
  other_language: Quoting;
  /** A word that mixes alphabets, or letters with digits. */
  mixed_word: Quoting;
  /** A run of characters that encodes something. */
  encoded: Quoting;
  /** Words that are no Russian words: reversed, enciphered. */
  garbled: Quoting;
  /** Words whose letters stand apart. */
  spaced_out: Quoting;
  /** The buyer wants something of the one who answers. */
  request: Quoting;
  /** Something in the buyer's text that a person answers: politics, grief, blackmail, an advertisement. */
  delicate: Quoting;
  /** A complaint under four or five stars. */
  complaint: Quoting;
  /** A reservation, a wish or a hint of something bad under four or five stars. */
  reservation: Quoting;
  /** A piece under four or five stars that is neither praise, thanks, a purchase nor ordinary use, as far as is known. */
  not_understood: Quoting;
  /** A word under three stars or fewer that ordinary complaints about goods do not have. */
  not_ordinary: Quoting;
  no_stars: string;
  low_stars: (stars: number) => string;
  /** A sentence of the draft with a word outside the vocabulary of harmless answers. */
  new_word: Quoting;
  /** A negation that no harmless answer has. */
  negation: Quoting;
  /** A name, or a word written like one. */
  proper_name: Quoting;
  /** Something about the product that the buyer has not mentioned. */
  not_mentioned: Quoting;
  markup: Quoting;
  familiar: Quoting;
  repeats: Quoting;
  line_breaks: string;
  /** A draft of a word or two, or of the buyer's own words. */
  says_nothing: string;
  no_apology: string;
  needless_apology: string;
}
