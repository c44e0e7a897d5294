/** A page of rows over all cells, of which each is asked for its share at first. */
import { inCell } from "../domain/item-ref.ts";
import type { Cell } from "./cell.ts";
import type { GatheredOf } from "./gather.ts";

/** What a cell has told of a list. */
interface Part {
  items: { id: number }[];
  /** Where its list goes on; null when it has told all. */
  next: unknown;
}

/** The cells that are asked for more, from where, and how many others have answered for good. */
type More<P extends Part> = (
  short: readonly Cell[],
  next: (cell: Cell) => NonNullable<P["next"]> | undefined,
  known: number,
) => Promise<GatheredOf<P>>;

/** How many rows each cell is asked for at first: twice its part, when all have as many to show. */
export function shareOf(limit: number, cells: number): number {
  return Math.min(limit, 2 * Math.ceil(limit / cells) + 2);
}

/**
 * Of a cell whose share is used up before the page is full there may be more on the page: it is asked for the rest.
 * @param shown the rows that are on the page so far
 */
export async function filled<P extends Part>(
  first: GatheredOf<P>,
  shown: readonly { id: number }[],
  more: More<P>,
): Promise<GatheredOf<P>> {
  const ids = new Set(shown.map(({ id }) => id));
  const short = first.answers.filter(({ cell, answer }) => {
    const last = answer.items.at(-1);
    return answer.next !== null && last !== undefined && ids.has(inCell(cell.id, last.id));
  });
  if (short.length === 0) return first;
  const nexts = new Map(short.map(({ cell, answer }) => [cell.id, answer.next ?? undefined]));
  const next = (cell: Cell) => nexts.get(cell.id) as NonNullable<P["next"]> | undefined;
  const asked = short.map(({ cell }) => cell);
  const rest = await more(asked, next, first.answers.length - short.length);
  const answers = first.answers.map((one) => {
    const further = rest.answers.find(({ cell }) => cell === one.cell)?.answer;
    if (!further) return one;
    return { ...one, answer: { ...one.answer, items: [...one.answer.items, ...further.items], next: further.next } };
  });
  return { answers, away: [...first.away, ...rest.away], lacking: [...first.lacking, ...rest.lacking] };
}
