/** Asks the cells that concern somebody, all at once, and says which of them did not answer. */
import type { Brands } from "../desk/item-query.ts";
import type { Asking } from "../desk/items-api.ts";
import type { Args, Asker, Gives, Method } from "../desk/cell/methods.ts";
import type { Cell } from "./cell.ts";
import { CellError } from "./cell-error.ts";

export interface Gathered<M extends Method> {
  answers: { cell: Cell; answer: Gives<M> }[];
  /** The names of the cells that did not answer, and of those that do not know what was asked. */
  away: string[];
  lacking: string[];
}

/** @throws CellError `search.busy` when a cell has too many searches waiting */
export async function gather<M extends Method>(
  cells: readonly Cell[],
  who: Asking,
  method: M,
  argsFor: (cell: Cell) => Args<M>,
): Promise<Gathered<M>> {
  const asked = cells.filter((cell) => cell.concerns(who));
  const asker = askerOf(who);
  const settled = await Promise.allSettled(asked.map((cell) => cell.askSoon(method, asker, argsFor(cell))));
  const gathered: Gathered<M> = { answers: [], away: [], lacking: [] };
  for (const [i, one] of settled.entries()) {
    const cell = asked[i]!;
    if (one.status === "fulfilled") gathered.answers.push({ cell, answer: one.value });
    else sort(gathered, cell, one.reason);
  }
  return gathered;
}

function sort({ away, lacking }: Pick<Gathered<Method>, "away" | "lacking">, { name }: Cell, error: unknown): void {
  if (!(error instanceof CellError) || error.fault === "busy") throw error;
  (error.fault === "lacking" ? lacking : away).push(name);
}

/** Who asks, as a cell is told. Without a person it is the least that may look, within these brands. */
export function askerOf({ person, brands }: Partial<Pick<Asking, "person">> & { brands: Brands }): Asker {
  const given = brands && [...brands];
  return person ? { ...person, brands: given } : { login: "hub", name: "hub", role: "viewer", brands: given };
}

/** What pages show of those that are missing. */
export function missing({ away, lacking }: Pick<Gathered<Method>, "away" | "lacking">) {
  return { ...(away.length > 0 && { away }), ...(lacking.length > 0 && { lacking }) };
}
