/** What comes from a cell, under the names that hold over all cells. */
import { inCell, splitRef } from "../domain/item-ref.ts";
import { actorOfHub } from "../domain/via-hub.ts";
import type { ItemDocument } from "../desk/items-api.ts";
import type { Cell } from "./cell.ts";

type Named = Pick<Cell, "id" | "name">;

/** More than any item's number in a cell. */
const ABOVE = 2 ** 32;

/** The account of a cell: two cells may call theirs the same. */
export function accountIn({ id }: Named, account: string): string {
  return `${id}:${account}`;
}

/** Our own people by their names here; those of the cell with the cell's, so that nobody is taken for a namesake. */
export function actorFrom({ name }: Named, actor: string): string {
  return actorOfHub(actor) ?? (actor.startsWith("person:") ? `${actor} (${name})` : actor);
}

export function itemFrom<T extends ItemDocument>(cell: Named, item: T): T {
  const by = (actor: string): string => actorFrom(cell, actor);
  const { answer } = item;
  return {
    ...item,
    id: inCell(cell.id, item.id),
    account: accountIn(cell, item.account),
    answer: answer && {
      ...answer,
      approved_by: answer.approved_by === null ? null : by(answer.approved_by),
      edit_history: answer.edit_history.map((one) => ({ ...one, by: by(one.by) })),
    },
  };
}

/** Where a cell's own list goes on after an item of any cell: the same place, before all of its items, or behind them. */
export function idWithin({ id: cell }: Named, ref: number): number {
  const { cell: owner, id } = splitRef(ref);
  if (owner === cell) return id;
  return ref > inCell(cell, 0) ? ABOVE : 0;
}
