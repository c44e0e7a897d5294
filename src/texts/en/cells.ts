import type { cells as ru } from "../ru/cells.ts";

export const cells: typeof ru = {
  menu: "Cells",
  name: "Cells",
  lead: "The shops of several programs in one inbox: whether they answer, how they do, and where their own pages are.",
  columns: {
    cell: "Cell",
    state: "Answers",
    accounts: "Accounts",
    work: "Work",
    backup: "Backup",
    own: "Its pages",
  },
  back: "All cells",
  needed: (n) => `Somebody is needed: ${n}`,
  read: (time) => `Last read ${time}`,
  notKnown: "Not known until it answers.",
  isGone: (name) => `${name} does not answer now: how it does is not known.`,
  sharedBot: (channel) =>
    `${channel}: this cell has the same bot in its configuration. Only the shared inbox uses it; the cell needs another one, or none.`,
  states: { up: "answers", slow: "answers slowly", down: "does not answer" },
  version: (version) => `version ${version}`,
  accountsFine: (n) => `${n}, all are read`,
  noPages: "The address of its pages is not given: http.public_url in its configuration.",
  away: (names) => `The shops of ${names.join(", ")} do not answer now`,
  partly: "Their items are not listed here and not counted. The rest is shown.",
  tooMany: (names) =>
    `${names.join(", ")} sell more products than one list holds: it has those that most is written about. Choose a brand or a marketplace.`,
  cardAway: "This item cannot be opened now",
  cardKept: "Nothing is lost: it opens once its shops answer again.",
  pageAway: "This page does not open now",
  pageKept: "The cell that it asks does not answer. Nothing is lost: it opens once the cell answers again.",
  pageUnknown:
    "The cell did not answer: it is not known whether what you pressed was done. Open the page again before you try once more.",
  typed: "What you have written",
  again: "Open it again",
  notDone: (name) => `The shops of ${name} do not answer now. Nothing was done.`,
  unknown: (name) =>
    `${name} did not answer: it is not known whether the decision was taken. Open the item before you try again.`,
  unknownChange: (name) =>
    `${name} did not answer: it is not known whether the decision was taken. Open the page again before you try once more.`,
  old: (name) => `${name} cannot do this: another version of the program runs there.`,
  via: (login) => `${login} (shared inbox)`,
};
