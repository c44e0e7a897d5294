/** What the trained model makes of a review, beside the word lists: it may raise an alarm, and never takes one back. */
import { type Category, isGrave, type Suspicion } from "../../../domain/analysis.ts";
import type { ByLexicon } from "../category.ts";
import { featuresOf } from "./features.ts";
import { model } from "./weights.ts";

/** What the model makes of the alarms of a review. */
export interface Judged {
  /** Null: nothing is suspected. */
  suspected: Suspicion | null;
  /** Whether a matter of health or law that the word lists name is one to the model, too. */
  agreesOnDanger: boolean;
  /** Whether it is such a matter by the model alone. */
  isDanger: boolean;
}

/** @param rating null for a question, of which the model knows nothing: it learnt from reviews */
export function judge(text: string, rating: number | null): Judged | null {
  const { thresholds, meanings, alarm, danger, topic } = model();
  const threshold = rating === null ? undefined : thresholds.suspected[rating - 1];
  if (threshold === undefined || !/\p{L}/u.test(text)) return null;
  const features = featuresOf(text, rating, meanings);
  const [score, grave] = [alarm(features), danger(features)];
  const isDanger = grave > thresholds.danger.alone;
  const about = topic(features);
  const sure = isGrave([about]) ? isDanger : score > thresholds.sure;
  return {
    suspected: score > threshold ? { topic: about, sure } : null,
    agreesOnDanger: grave > thresholds.danger.agreed,
    isDanger,
  };
}

/** What a review is about, by the model, which knows what the lexicon says. */
export function categoryOf(text: string, rating: number | null, lexicon: ByLexicon): Category {
  if (rating === null || !/\p{L}/u.test(text)) return lexicon.category;
  return model().category(featuresOf(text, rating, model().meanings), lexicon);
}
