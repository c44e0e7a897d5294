import type { Texts } from "../ru/index.ts";

const events = (n: number): string => (n === 1 ? "1 event" : `${n} events`);

export const alerts: Texts["alerts"] = {
  summary: {
    quiet: (n) => `While it was quiet: ${events(n)}.`,
    digest: (n) => `Digest: ${events(n)}.`,
    many: (n) => `${n} more: there were too many messages, here is the rest.`,
    outage: (n, channel) => `While ${channel} took no messages: ${events(n)}.`,
  },
  counted: {
    danger: "Danger: health or court",
    delicate: "A person is needed: money, a defect, abuse",
    negative: "Reviews of 1–2★",
    question: "Questions",
    edited_down: "A buyer took stars away",
    handed_on: "Handed to you",
    taken_down: "Moderation took an answer down",
    refused: "The marketplace did not accept an answer",
    gave_up: "Failed, a person is needed",
    goal_missed: "Waiting longer than the goal",
    product_signal: "What stands out of products",
    weekly: "The week in words",
    key_ending: "A key ends soon",
    key_refused: "The marketplace refuses a key",
    marketplace_away: "A marketplace does not answer",
    marketplace_back: "A marketplace answers again",
    ai_away: "The AI does not answer",
    ai_back: "The AI answers again",
    ai_budget: "The day's AI budget is used up",
    daily_cap: "The daily cap of automatic answers is reached",
    backup_old: "The backup is old",
    channel_off: "A channel of alerts is off",
    channel_refused: "A channel of alerts refuses the program's key",
  },
  open: (n) => `waiting for a decision: ${n}`,
  listed: (id) => `No. ${id}`,
  more: (n) => `and ${n} more`,
  binding: {
    mailSubject: "Confirm your mailbox for alerts",
    mail: (code) =>
      `Somebody has asked for alerts of reviews to be sent here. If it was you, open the page and confirm the code ${code}. It is good for ten minutes. If it was not, there is nothing to do.`,
    mailLink: "Confirm on the page",
  },
  trial: {
    subject: "A trial",
    text: "A trial: alerts about reviews and questions will come here.",
    link: "My alerts",
  },
  toItem: "Open",
  toInbox: "Open the inbox",
  toProduct: "Open the product",
  toFigures: "Open “Figures”",
  toCells: "Open “Cells”",
  toHealth: "Open the program's state",
  channels: { telegram: "Telegram", max: "MAX", email: "the mail server", webhook: "the webhook" },
  items: { review: "reviews", question: "questions" },
  danger: (id) => `No. ${id}: danger, health or court. Answer it yourself.`,
  delicate: (id) => `No. ${id}: a person is needed.`,
  negative: (id, rating) => `No. ${id}: a review of ${rating}★.`,
  question: (id) => `No. ${id}: a buyer's question.`,
  edited_down: (id, from, to) => `No. ${id}: the buyer took stars away, from ${from}★ to ${to}★.`,
  handed_on: (id, by, to) => `No. ${id}: ${by} hands it on to ${to ?? "the seniors"}.`,
  rule: (name) => `the rule "${name}"`,
  handed_on_again: (id) => `No. ${id}: handed on, and still waiting for a decision.`,
  taken_down: (id) => `No. ${id}: moderation took the answer down. Correct it and send it again.`,
  refused: (id) => `No. ${id}: the marketplace did not accept the answer. Correct it and send it again.`,
  gave_up: (id) => `No. ${id}: the program could not do it, a person decides.`,
  goal_missed: (id) => `No. ${id}: waiting longer than the goal.`,
  product_signal: (product, sentence) => `${product}: ${sentence}`,
  key_ending: (account, n) =>
    `${account}: the key ends in ${n === 1 ? "1 day" : `${n} days`}. Make a new one in the marketplace's cabinet and put it into the configuration.`,
  key_refused: (account) =>
    `${account}: the marketplace refuses the key. Polls and answers of this account wait for a new one.`,
  marketplace_away: (account, what) =>
    `${account}: the marketplace does not answer (${what}). The program keeps trying, nothing is lost.`,
  marketplace_back: (account, what) => `${account}: the marketplace answers again (${what}).`,
  ai_away: "The AI does not answer. Items wait; you can answer urgent ones yourself.",
  ai_back: "The AI answers again.",
  ai_budget: "Today's AI budget is used up. Drafts go on tomorrow.",
  daily_cap: (cap) => `${cap} answers have left by rules today: that is the daily cap. The others leave tomorrow.`,
  backup_old: (last) =>
    last === null
      ? "There is no backup yet. Have `reputation backup` run on a schedule."
      : `The last backup: ${last}. Look whether \`reputation backup\` runs.`,
  channel_off: (channel) => `${channel} does not reach you any more. Connect it again on the page of your alerts.`,
  channel_refused: (channel) => `${channel} refuses the program's key. Messages through it wait for a new one.`,
};
