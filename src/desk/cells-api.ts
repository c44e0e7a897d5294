/** The daemons that are shown together: how each does. */
import type { Person } from "../domain/access.ts";
import type { ProgramState } from "./program-state.ts";
import type { CellState } from "./work.ts";

export interface CellStanding extends CellState {
  /** How its program does; null when it does not answer, or is too old to tell. */
  program: ProgramState | null;
  /** Whether it answers, and cannot tell. */
  isOlder: boolean;
}

export interface CellsApi {
  /** Those that may concern the person. */
  all(person: Person): Promise<CellStanding[]>;
  /** Undefined when there is no such cell, or it does not concern the person. */
  one(cell: string, person: Person): Promise<CellStanding | undefined>;
  /**
   * Has an account's marketplace read now.
   * @returns null when it is; why not, in words for a person; undefined when there is no such account
   */
  poll(cell: string, account: string, person: Person): Promise<string | null | undefined>;
}
