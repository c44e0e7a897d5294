import type { month as russian } from "../ru/month.ts";

export const month: typeof russian = {
  menu: "Report of the month",
  name: (when) => `Report of ${when}`,
  choose: "Month",
  allBrands: "All brands",
  print: "Print or save as PDF: Ctrl+P; it takes at most two A4 pages.",
  tiles: {
    answered: "Buyers see an answer",
    answeredHint: (seen, items, ours, inCabinet) =>
      `to ${seen} of ${items} written in the month: from here ${ours}, from the marketplace's cabinet ${inCabinet}`,
    unanswered: (skipped, withdrawn) =>
      `left without one on purpose ${skipped}, gone from the marketplace ${withdrawn}`,
    onTime: "On time",
    ofOurs: (part, all) => `${part} of ${all} answers that went out from here in the month`,
    rating: "Mean rating",
    before: (rating) => `${rating} in the month before`,
    noBefore: "no ratings in the month before",
    saved: "Saved",
  },
  classes: "Answers that went out from here in the month: time against the goal",
  classesHint:
    "Received: written by buyers in the month. Answered: answers that went out from here in the month, also to what was written before; those of the marketplace's cabinet are not among them.",
  stars: "Buyers' ratings",
  complaints: (n, share) => `Complaints: ${n}, ${share} of what was written.`,
  worst: "Which products were complained of",
  worstColumns: {
    product: "Product",
    rating: "Rating",
    complaints: "Complaints",
    about: "Of what",
    quotes: "In buyers' words",
  },
  noComplaints: "Nobody complained of a product in this month.",
  takenDown: "What moderation took down",
  noReason: "the marketplace gave no reason",
  nothingTakenDown: "Moderation took nothing down in this month.",
  more: (n) => `and ${n} more`,
  nothing: "Nobody wrote in this month, and nothing was sent.",
};
