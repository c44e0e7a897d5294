import { StateError } from "../base/errors.ts";

/**
 * Why a cell gave no answer. `away`: nothing has reached it, so that nothing was done. `unknown`: it may have been done.
 * `lacking`: another version runs there, which does not know what was asked. `busy`: too many searches wait there.
 */
export type CellFault = "away" | "unknown" | "lacking" | "busy";

export class CellError extends StateError {
  readonly fault: CellFault;
  /** The name of the cell, as people read it. */
  readonly cell: string;

  constructor(fault: CellFault, cell: string, message: string, cause?: unknown) {
    super(`cell ${cell}: ${message}`, {
      code: fault === "busy" ? "search.busy" : `cell.${fault}`,
      cause,
      ...(fault === "busy" && { retryAfterMs: 1000 }),
    });
    this.fault = fault;
    this.cell = cell;
  }
}
