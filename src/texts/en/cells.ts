import type { cells as ru } from "../ru/cells.ts";

export const cells: typeof ru = {
  away: (names) => `The shops of ${names.join(", ")} do not answer now`,
  partly: "Their items are not listed here and not counted. The rest is shown.",
  cardAway: "This item cannot be opened now",
  cardKept: "Nothing is lost: it opens once its shops answer again.",
  typed: "What you have written",
  again: "Open it again",
  notDone: (name) => `The shops of ${name} do not answer now. Nothing was done.`,
  unknown: (name) =>
    `${name} did not answer: it is not known whether the decision was taken. Open the item before you try again.`,
  old: (name) => `${name} cannot do this: another version of the program runs there.`,
  via: (login) => `${login} (shared inbox)`,
};
