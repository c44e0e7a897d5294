/** Texts at least this similar are near-copies. */
export const NEAR_COPY = 0.9;

/**
 * The similarity of two texts, 0 to 1: the Jaccard index of their sets of three consecutive characters, ignoring case
 * and white space. Two texts too short to have any are similar only when they are equal.
 */
export function similarity(a: string, b: string): number {
  return similarityTo(a)(b);
}

/** `similarity` of one text to others, for which the one is read once. */
export function similarityTo(text: string): (other: string) => number {
  const left = trigrams(text);
  return (other) => {
    const right = trigrams(other);
    let shared = 0;
    for (const trigram of left) if (right.has(trigram)) shared++;
    const all = left.size + right.size - shared;
    return all === 0 ? Number(text.trim() === other.trim()) : shared / all;
  };
}

function trigrams(text: string): Set<string> {
  const letters = text.toLowerCase().replace(/\s+/gu, " ").trim();
  const found = new Set<string>();
  for (let at = 0; at + 3 <= letters.length; at++) found.add(letters.slice(at, at + 3));
  return found;
}
