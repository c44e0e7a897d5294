import type { Category } from "../domain/analysis.ts";

/** How a brand speaks: matter-of-factly, or warmly (children's goods, "тёплый", "заботливый"). */
export type Tone = "plain" | "warm";

/**
 * The parts of an answer, one of each list, in the order opening, thanks for photos, body, line, closing. Each goes with
 * each of the other lists, and no two of a list are alike, so that whole answers differ. `{brand}` is the brand's name in quotes and
 * stands after a noun («команда {brand}»), so that nothing has to be declined.
 */
export interface Phrases {
  /** Thanks or an apology, for those who wrote something. */
  opening: Record<Tone, string[]>;
  /** The same for bare stars. */
  bare: Record<Tone, string[]>;
  /** Said when there are photos; empty where thanks for them would be out of place. */
  photoThanks: string[];
  body: Record<Category, string[]>;
  line: string[];
  /** The line when the brand's name is not in the signature. */
  brandLine: string[];
  closing: Record<Tone, string[]>;
  /** When nothing longer fits. */
  shortest: string[];
}
