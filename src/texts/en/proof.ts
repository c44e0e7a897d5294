import type { ProofTexts } from "../../domain/proof/proof-texts.ts";

/** Why a draft does not go out without a person. */
export const proof: ProofTexts = {
  hidden: "the buyer's text has invisible or drawn characters",
  other_script: (piece) => `the buyer's text has other letters than Russian ones (“${piece}”)`,
  other_language: (piece) => `the buyer's text is not all in Russian (“${piece}”)`,
  mixed_word: (piece) => `the buyer's text has a word of mixed letters or digits (“${piece}”)`,
  encoded: (piece) => `the buyer's text has something encoded (“${piece}”)`,
  garbled: (piece) => `the buyer's words do not look Russian (“${piece}”)`,
  spaced_out: (piece) => `the buyer's text has letters that stand apart (“${piece}”)`,
  request: (piece) => `the buyer asks for something (“${piece}”)`,
  delicate: (piece) => `a person answers this (“${piece}”)`,
  complaint: (piece) => `the stars are good, but the text is not all content (“${piece}”)`,
  not_ordinary: (piece) => `the review has a word that ordinary complaints do not have (“${piece}”)`,
  no_stars: "the review has no stars",
  low_stars: (stars) => `a rule answers ${stars}★ by itself only when it says “up to 3★” or fewer in so many words`,
  new_word: (piece) => `the draft has a word that is not among the harmless ones (“${piece}”)`,
  negation: (piece) => `the draft has a negation (“${piece}”)`,
  proper_name: (piece) => `the draft has a name (“${piece}”)`,
  not_mentioned: (piece) => `the draft has what the buyer did not write about (“${piece}”)`,
  markup: (piece) => `the draft has markup or signs (“${piece}”)`,
  familiar: (piece) => `the draft is too familiar (“${piece}”)`,
  repeats: (piece) => `the draft repeats itself (“${piece}”)`,
  line_breaks: "the lines or sentences of the draft are broken oddly",
  no_apology: "the draft has no apology, and the stars are few",
  needless_apology: "the draft apologises, and the stars are all there",
};
