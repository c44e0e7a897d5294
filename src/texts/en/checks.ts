import type { CheckTexts } from "../../domain/wording/check-texts.ts";

/** What the checks of an answer say. What is quoted like «this» is for buyers, and Russian. */
export const checks: CheckTexts = {
  empty: "The answer is empty. Write a text.",
  too_long: (max, length, excess) =>
    `The answer is longer than ${max} characters (${length} now). Shorten it by ${excess}.`,
  too_short: (min) => `The answer is shorter than ${min} characters. Add to it.`,
  characters:
    "The answer has invisible or control characters. Type the text again, without pasting from other programs.",
  emoji: "The answer has emoji, and the brand writes without them. Remove them.",
  language: "Most of the answer is not in Russian. Translate it.",
  link: (piece) => `The answer has a link: “${piece}”. Marketplaces do not let such answers through: remove it.`,
  email: (piece) =>
    `The answer has an e-mail address: “${piece}”. The rules of the marketplaces forbid contacts: remove it.`,
  phone: (piece) =>
    `The answer has a telephone number: “${piece}”. The rules of the marketplaces forbid contacts: remove it.`,
  messenger: (piece) =>
    `The answer invites to get in touch outside the marketplace: “${piece}”. This is forbidden: remove it.`,
  other_shop: (piece) => `The answer names another marketplace: “${piece}”. Remove it.`,
  other_brand: (brand, other) => `The answer of “${brand}” names another brand: “${other}”. Correct it.`,
  promise: (piece) =>
    `The answer has a promise: “${piece}”. Money, exchange, gifts and calls must not be promised: rewrite it.`,
  apology:
    "One or two stars are answered with an apology, and there is none here. Add one, for example: «Нам жаль, что так вышло».",
  praise: (piece) => `The answer thanks for praise: “${piece}”. But this is a complaint: rewrite it.`,
  forbidden: (phrase) => `The answer has what the brand forbids: “${phrase}”. Remove it.`,
  name: (name) => `“${name}” does not look like a name. Remove the form of address.`,
  personal_data: (piece) =>
    `The answer repeats the buyer's personal data (“${piece}”). Remove it: everybody sees the answer.`,
  echo: (row) => `The answer repeats the buyer's words (“${row}”). Say it in your own.`,
  unfilled: (piece) => `The answer has a blank left to fill in: “${piece}”. Fill it in or remove it.`,
  leak: (piece) => `The answer has a trace of the AI: “${piece}”. Rewrite this place in the brand's name.`,
  copy: "You gave nearly the same answer a short while ago, and marketplaces restrict sellers who repeat themselves. Write it differently.",
  injection: (order) =>
    `The buyer's text has words meant for the program (“${order}”). Check that the answer does not follow them.`,
  hidden_characters: "hidden characters",
  unverified: "The product data does not answer this question. Check the draft and add what you know.",
  instructions:
    "What you asked for was not done: without an AI answers are made of ready phrases. This is another wording; change it yourself.",
  foreign:
    "The buyer does not write in Russian: compare the answer with their words, the LLM's translation may be wrong.",
  claims: (claim) => `The LLM itself marks an assertion that is in no fact: “${claim}”. Check it or take it out.`,
  judge:
    "A second look by the LLM found something in the answer that a shop would not say by itself. Read it with care.",
  judge_silent: "The second look by the LLM gave nothing usable, so the answer waits for a person. Read it.",
  llm: "This draft is made of ready phrases, read it again.",
  analysis: "The AI did not analyse this text, a lexicon did. Read the buyer's text yourself.",
};
