/** What the trained model makes of a review, beside the word lists. */
import {
  type Attention,
  type Category,
  isGrave,
  ORDINARY,
  SUSPECTS,
  type Suspicion,
} from "../../../domain/analysis.ts";
import type { ByLexicon } from "../category.ts";
import { featuresOf } from "./features.ts";
import { type Model, model } from "./weights.ts";

/** What the model makes of the alarms of a review. */
export interface Judged {
  /** Null: nothing is suspected. */
  suspected: Suspicion | null;
  /** Whether a matter of health or law that the word lists name is one to the model, too. */
  agreesOnDanger: boolean;
  /** Whether it is such a matter by the model alone. */
  isDanger: boolean;
  /** Whether it is so much like harmless reviews that words of the lists are likely to mean something else. */
  isHarmless: boolean;
}

/**
 * @param rating null for a question, of which the model knows nothing: it learnt from reviews
 * @param said the topics that the word lists find in it
 */
export function judge(
  text: string,
  rating: number | null,
  said: readonly Attention[],
  by: Model = model(),
): Judged | null {
  const { thresholds, meanings, alarm, danger, beyond, topic } = by;
  const [threshold, harmless] =
    rating === null ? [] : [thresholds.suspected[rating - 1], thresholds.harmless[rating - 1]];
  if (threshold === undefined || harmless === undefined || !/\p{L}/u.test(text)) return null;
  const features = featuresOf(text, rating, meanings);
  const [score, grave, more] = [alarm(features, said), danger(features, said), beyond(features, said)];
  const isDanger = grave > thresholds.danger.alone;
  const isOrdinary = Math.max(more, grave) <= thresholds.beyond.ordinary;
  const about = topic(features, said, isOrdinary ? ORDINARY : SUSPECTS);
  const sure = isGrave([about]) ? isDanger : score > thresholds.sure;
  return {
    suspected: score > threshold ? { topic: about, sure } : null,
    agreesOnDanger: grave > thresholds.danger.agreed,
    isDanger,
    isHarmless: score < harmless && more < thresholds.beyond.denied,
  };
}

/** What a review is about, by the model, which knows what the lexicon says. */
export function categoryOf(text: string, rating: number | null, lexicon: ByLexicon): Category {
  if (rating === null || !/\p{L}/u.test(text)) return lexicon.category;
  return model().category(featuresOf(text, rating, model().meanings), lexicon);
}
