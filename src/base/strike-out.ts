/** Strikes secrets out of a text, however many there are: a program with very many accounts has a key for each. */

/** Shorter secrets are not struck out, because ordinary words would be lost. */
const SHORTEST = 8;
const MARK = "••••";
/** As many buckets as keep nearly every place of a text from being looked up: two million bits are 256 KB. */
const BITS = 21;
/** With fewer secrets than this, a search for each is faster than a look at each place of the text. */
const FEW = 32;

/**
 * @param secrets may grow while the function is in use
 * @returns the text with each secret of eight characters or more replaced
 */
export function createStrikeOut(secrets: readonly string[]): (text: string) => string {
  const many = createIndex();
  let known = 0;
  return (text) => {
    if (secrets.length < FEW) {
      return secrets.reduce((left, secret) => (secret.length < SHORTEST ? left : left.replaceAll(secret, MARK)), text);
    }
    for (; known < secrets.length; known++) many.add(secrets[known] ?? "");
    return many.strike(text);
  };
}

/**
 * The secrets, and the lengths that those with the same first characters have: most of very many have one of a few. A bit
 * for the first four tells of nearly every place of a text that no secret begins there.
 */
function createIndex(): { add(secret: string): void; strike(text: string): string } {
  const known = new Set<string>();
  const lengths = new Map<string, number[]>();
  const begins = new Uint32Array(2 ** BITS / 32);
  const bitAt = (text: string, at: number): number => {
    let hash = 0;
    for (let i = at; i < at + 4; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash ^ (hash >>> 11)) & (2 ** BITS - 1);
  };

  /** The length of the longest secret that begins here, 0 when none does. */
  function lengthAt(text: string, at: number): number {
    const bit = bitAt(text, at);
    if (((begins[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return 0;
    const those = lengths.get(text.slice(at, at + SHORTEST)) ?? [];
    return those.find((length) => known.has(text.slice(at, at + length))) ?? 0;
  }

  return {
    add(secret) {
      if (secret.length < SHORTEST) return;
      const bit = bitAt(secret, 0);
      begins[bit >>> 5] = (begins[bit >>> 5] ?? 0) | (1 << (bit & 31));
      known.add(secret);
      const start = secret.slice(0, SHORTEST);
      const those = lengths.get(start) ?? [];
      if (!those.includes(secret.length))
        lengths.set(
          start,
          [...those, secret.length].toSorted((a, b) => b - a),
        );
    },
    strike(text) {
      let [struck, from] = ["", 0];
      for (let at = 0; at + SHORTEST <= text.length; at++) {
        const length = lengthAt(text, at);
        if (length === 0) continue;
        struck += text.slice(from, at) + MARK;
        from = at + length;
        at = from - 1;
      }
      return struck + text.slice(from);
    },
  };
}
