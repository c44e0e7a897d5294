/** The tables of accounts that move between databases, as Kysely sees them. */

/**
 * Of the side that is left `leaving`, `frozen` (nothing of it changes, its rows are copied), `gone` (it works there no
 * more) and `left` (its rows are deleted); of the side that is entered `arriving` and `here`.
 */
export type MoveStep = "leaving" | "frozen" | "gone" | "left" | "arriving" | "here";

export interface AccountMovesTable {
  account: string;
  /** The same in both databases. */
  move: string;
  step: MoveStep;
  /** The database on the other side. */
  other: string;
  /** Unix ms, like `changed_at`. */
  begun_at: number;
  changed_at: number;
}

export interface MovesSchema {
  account_moves: AccountMovesTable;
  moved_items: { move: string; old_id: number; new_id: number };
}
