/** How the hub's tasks reach the cells. */
import type { CellWays } from "../tasks/over-cells/cell-ways.ts";
import type { Cell } from "./cell.ts";
import { CellError } from "./cell-error.ts";

/** @param news counts up whenever something may have changed in a cell */
export function waysTo(cells: readonly Cell[], news: (cell: string) => number): CellWays {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  return {
    names: new Map(cells.map(({ id, name }) => [id, name])),
    isUp: (cell) => byId.get(cell) !== undefined && byId.get(cell)?.state() !== "down",
    news,
    async ask(cell, method, asker, args) {
      try {
        const way = byId.get(cell);
        // An item of a cell that is configured no more.
        return way ? { answer: await way.ask(method, asker, args) } : { fault: "away" };
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        return { fault: error.fault === "busy" ? "away" : error.fault };
      }
    },
  };
}
