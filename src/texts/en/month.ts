import type { month as russian } from "../ru/month.ts";

export const month: typeof russian = {
  menu: "Report of the month",
  name: (when) => `Report of ${when}`,
  choose: "Month",
  allBrands: "All brands",
  print: "Print or save as PDF: Ctrl+P; it takes at most two A4 pages.",
  tiles: {
    answered: "Answered",
    answeredHint: (answered, items, skipped) =>
      `${answered} of ${items} written in the month; left without an answer on purpose: ${skipped}`,
    onTime: "On time",
    rating: "Mean rating",
    before: (rating) => `${rating} in the month before`,
    noBefore: "no ratings in the month before",
    saved: "Saved",
  },
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
