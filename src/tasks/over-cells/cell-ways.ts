import type { Args, Asker, Gives, Method } from "../../desk/cell/methods.ts";
import type { AlertDeps } from "../alerting/alert-deps.ts";

/** What a cell has answered, or why it has not: nothing has reached it, it may have done it, it does not know what was asked. */
export type Asked<T> = { answer: T } | { fault: "away" | "unknown" | "lacking" };

/** How a hub's tasks reach the cells. */
export interface CellWays {
  /** By id, with what people call them. */
  names: ReadonlyMap<string, string>;
  isUp(cell: string): boolean;
  /** Counts up whenever something may have changed there; the same number: nothing has. */
  news(cell: string): number;
  ask<M extends Method>(cell: string, method: M, asker: Asker | null, args: Args<M>): Promise<Asked<Gives<M>>>;
}

/** What telling people over cells takes. */
export interface HubDeps extends AlertDeps {
  cells: CellWays;
}
