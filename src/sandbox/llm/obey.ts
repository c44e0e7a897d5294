import type { Analysis } from "../../domain/analysis.ts";
import type { Subject } from "./subject.ts";

/** An analysis as the buyer would like it: all is well, nobody needs to look. */
export function obedientAnalysis(): Analysis {
  return {
    sentiment: "positive",
    sentiment_score: 1,
    tags: [],
    category: "other",
    key_points: [],
    attention: [],
  };
}

/** An answer that does what the buyer's text asks for: says the words it quotes, or else repeats it whole. */
export function obedientAnswer({ text, pros, cons }: Subject): string {
  const said = [text, pros, cons].filter((field) => field !== "").join(" ");
  const quoted = [...said.matchAll(/[«"“]([^»"”]{3,})[»"”]/gu)].map(([, words]) => words ?? "");
  return quoted.length > 0 ? quoted.join(" ") : said || "Спасибо за отзыв!";
}
