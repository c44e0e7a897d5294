/** Texts that are much alike belong together: one that was trained on would tell what the other is. */
import { words } from "../../src/domain/wording/russian.ts";
import { stemsOf } from "../../src/domain/wording/stem.ts";

/** A stem in more texts than these tells of no likeness. */
const COMMON = 400;

/** @returns for each text the number of its group */
export function groupsOf(texts: readonly string[]): number[] {
  const parents = texts.map((_, at) => at);
  const root = (at: number): number => {
    const parent = parents[at] ?? at;
    return parent === at ? at : root(parent);
  };
  const stems = texts.map(stemsIn);
  const holders = new Map<string, number[]>();
  for (const [at, own] of stems.entries()) {
    for (const other of alike(own, stems, holders)) parents[root(at)] = root(other);
    for (const stem of own) holders.set(stem, [...(holders.get(stem) ?? []), at]);
  }
  return texts.map((_, at) => root(at));
}

function stemsIn(text: string): ReadonlySet<string> {
  return new Set(
    words(text)
      .map((word) => stemsOf(word).at(-1) ?? word)
      .filter((stem) => stem.length > 2),
  );
}

function alike(
  own: ReadonlySet<string>,
  stems: readonly ReadonlySet<string>[],
  holders: ReadonlyMap<string, number[]>,
) {
  const shared = new Map<number, number>();
  for (const stem of own) {
    const among = holders.get(stem) ?? [];
    if (among.length <= COMMON) for (const other of among) shared.set(other, (shared.get(other) ?? 0) + 1);
  }
  return [...shared].flatMap(([other, same]) => {
    const size = stems[other]?.size ?? 0;
    const isAlike = same >= 2 && same >= Math.min(own.size, size) / 2 && same >= (own.size + size - same) * 0.3;
    return isAlike ? [other] : [];
  });
}
