/** Texts at least this similar are near-copies. */
export const NEAR_COPY = 0.9;

/**
 * The similarity of two texts, 0 to 1: the Jaccard index of their sets of three consecutive characters, ignoring case
 * and white space. Two texts too short to have any are similar only when they are equal.
 */
export function similarity(a: string, b: string): number {
  return similarityTo(a, 0)(b);
}

/** Whether another text is a near-copy of this one, which is read once. */
export function nearCopyOf(text: string): (other: string) => boolean {
  const likeness = similarityTo(text, NEAR_COPY);
  return (other) => likeness(other) >= NEAR_COPY;
}

/** The similarity of others to a text; 0 as soon as it is known to be below `least`, for most after a few words. */
function similarityTo(text: string, least: number): (other: string) => number {
  const own = new Set<string>();
  const letters = lettersOf(text);
  for (let at = 0; at + 3 <= letters.length; at++) own.add(letters.slice(at, at + 3));
  return (other) => {
    const shared = new Set<string>();
    const foreign = new Set<string>();
    const others = lettersOf(other);
    for (let at = 0; at + 3 <= others.length; at++) {
      const trigram = others.slice(at, at + 3);
      if (own.has(trigram)) shared.add(trigram);
      else if (own.size / (own.size + foreign.add(trigram).size) < least) return 0;
    }
    const all = own.size + foreign.size;
    return all === 0 ? Number(text.trim() === other.trim()) : shared.size / all;
  };
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/\s+/gu, " ").trim();
}
