/** What the trained model makes of a review, beside the word lists: it may raise an alarm, and never takes one back. */
import type { Category, Suspicion } from "../../../domain/analysis.ts";
import type { ByLexicon } from "../category.ts";
import { featuresOf } from "./features.ts";
import { model } from "./weights.ts";

/** @param rating null for a question, of which the model knows nothing: it learnt from reviews */
export function suspicion(text: string, rating: number | null): Suspicion | null {
  const threshold = rating === null ? undefined : model().thresholds.suspected[rating - 1];
  if (threshold === undefined || !/\p{L}/u.test(text)) return null;
  const features = featuresOf(text, rating, model().meanings);
  const score = model().alarm(features);
  if (score <= threshold) return null;
  return { topic: model().topic(features), sure: score > model().thresholds.sure };
}

/** What a review is about, by the model, which knows what the lexicon says. */
export function categoryOf(text: string, rating: number | null, lexicon: ByLexicon): Category {
  if (rating === null || !/\p{L}/u.test(text)) return lexicon.category;
  return model().category(featuresOf(text, rating, model().meanings), lexicon);
}
