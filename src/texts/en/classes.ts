import type { Category, Sentiment } from "../../domain/analysis.ts";

/** What an analysis says, in English. */
export const sentiments: Record<Sentiment, string> = { positive: "positive", neutral: "neutral", negative: "negative" };

export const categories: Record<Category, string> = {
  sizing: "size",
  quality: "quality",
  delivery: "delivery",
  packaging: "packaging",
  price: "price",
  appearance: "appearance",
  other: "other",
};
