/** Which earlier answers are patterns for a new one. */
import { searchable } from "./wording/search-words.ts";
import { nearCopyOf } from "./wording/similarity.ts";

/** What an answer is chosen by. */
export interface Pattern {
  rating: number | null;
  category: string | null;
  buyer_text: string;
  answer: string;
  weight: number;
}

/** How many are chosen, and how many characters they may have together. */
export interface Bounds {
  most: number;
  characters: number;
}

/** A person's change of a draft counts as much as a third of the words in common. */
const WEIGHT = 0.5;
const WORDS = 5;

/**
 * The patterns most like an item, the strongest first: words in common, then stars, topic, and what a person has changed.
 * Of near-copies there is one.
 * @param isFit asked of those alone that would be chosen
 */
export function mostAlike<P extends Pattern>(
  item: Omit<Pattern, "answer" | "weight">,
  patterns: readonly P[],
  { most, characters }: Bounds,
  isFit: (pattern: P) => boolean,
): P[] {
  const asked = stemsIn(item.buyer_text);
  const score = ({ rating, category, buyer_text, weight }: P): number =>
    WORDS * shared(asked, stemsIn(buyer_text)) +
    Number(rating === item.rating) +
    Number(category === item.category) +
    WEIGHT * weight;
  const ranked = patterns.map((pattern) => ({ pattern, score: score(pattern) })).toSorted((a, b) => b.score - a.score);
  const chosen: P[] = [];
  let left = characters;
  for (const { pattern } of ranked) {
    const size = pattern.answer.length + pattern.buyer_text.length;
    if (size > left) continue;
    const isNearCopy = nearCopyOf(pattern.answer);
    if (chosen.some(({ answer }) => isNearCopy(answer)) || !isFit(pattern)) continue;
    chosen.push(pattern);
    left -= size;
    if (chosen.length === most) break;
  }
  return chosen;
}

/** The share of the words of both that both have. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((stem) => b.has(stem)).length;
  return common === 0 ? 0 : common / (a.size + b.size - common);
}

function stemsIn(text: string): Set<string> {
  return new Set(searchable(text).filter((stem) => stem.length > 2));
}
