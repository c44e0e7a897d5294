/** How many wait in each cell, for the head of every page: asked again only where something may have changed. */
import type { Gives } from "../desk/cell/methods.ts";
import type { Cell } from "./cell.ts";

type Counts = Gives<"counts">;

interface Kept {
  mark: number;
  /** By who asks. */
  answers: Map<string, Counts>;
}

export interface KeptCounts {
  /** What the cell has said, if it would say the same now, as far as its last heartbeat tells. */
  of(cell: Cell, asked: string): Counts | undefined;
  /** @param mark the cell's, from before it was asked */
  keep(cell: Cell, asked: string, mark: number | undefined, answer: Counts): void;
}

export function keepCounts(): KeptCounts {
  const kept = new WeakMap<Cell, Kept>();
  return {
    of(cell, asked) {
      const one = kept.get(cell);
      return one !== undefined && one.mark === cell.mark() ? one.answers.get(asked) : undefined;
    },
    keep(cell, asked, mark, answer) {
      if (mark === undefined || mark !== cell.mark()) return;
      const one = kept.get(cell);
      if (one?.mark === mark) one.answers.set(asked, answer);
      else kept.set(cell, { mark, answers: new Map([[asked, answer]]) });
    },
  };
}
