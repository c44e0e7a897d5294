/**
 * How an item is named where the items of several cells are shown together: `west:17` is item 17 of the cell `west`.
 * Inside the program such a name is one whole number, so that lists, cursors and pages of one cell and of many are the
 * same; the number is made of the letters of the cell alone, and needs no list of cells to be read.
 */

/** A cell in the name of an item: a letter, and at most three letters or digits more. */
export const CELL_ID = /^[a-z][a-z0-9]{0,3}$/;
/** The name of an item in a path, as a pattern. */
export const ITEM_REF = "(?:[a-z][a-z0-9]{0,3}:)?[0-9]{1,15}";

/** A cell has fewer items; with four letters before them the number is still a whole one (2^53). */
const OF_CELL = 2 ** 32;
const WHOLE = new RegExp(`^${ITEM_REF}$`);

/** @throws RangeError when the cell or the number cannot be part of a name */
export function inCell(cell: string, id: number): number {
  if (!CELL_ID.test(cell) || !Number.isInteger(id) || id < 0 || id >= OF_CELL) throw new RangeError(`${cell}:${id}`);
  return Number.parseInt(cell, 36) * OF_CELL + id;
}

/** The cell, null in a single daemon, and the item's number there. */
export function splitRef(id: number): { cell: string | null; id: number } {
  const cell = Math.floor(id / OF_CELL);
  return { cell: cell === 0 ? null : cell.toString(36), id: id % OF_CELL };
}

/** `west:17`, and `17` in a single daemon. */
export function refOf(id: number): string {
  const { cell, id: own } = splitRef(id);
  return cell === null ? String(own) : `${cell}:${own}`;
}

/** For programs: the number of an item in a single daemon, `west:17` over cells. */
export function idForPrograms(id: number): number | string {
  return splitRef(id).cell === null ? id : refOf(id);
}

/** Undefined for what names no item. */
export function readRef(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  const [id = "", cell] = text.split(":").toReversed();
  const own = Number(id);
  if (own >= OF_CELL) return undefined;
  return cell === undefined ? own : inCell(cell, own);
}
