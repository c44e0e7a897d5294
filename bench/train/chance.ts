/** Chance that is the same at each run. */
export interface Chance {
  /** From 0 to below 1. */
  next: () => number;
  pick: <T>(from: readonly T[]) => T;
  shuffle: (places: Int32Array) => void;
}

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(next() * from.length)];
    if (found === undefined) throw new Error("there is nothing to pick from");
    return found;
  };
  const shuffle = (places: Int32Array): void => {
    for (let at = places.length - 1; at > 0; at--) {
      const other = Math.floor(next() * (at + 1));
      [places[at], places[other]] = [places[other] ?? 0, places[at] ?? 0];
    }
  };
  return { next, pick, shuffle };
}
