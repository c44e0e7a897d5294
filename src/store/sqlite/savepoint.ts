import type { Tx } from "../db.ts";

/**
 * Runs `fn` as a part of the transaction. When it throws, only its own writes are undone and the error is swallowed.
 */
export function undoIfItThrows(tx: Tx, fn: () => void): void {
  tx.statement("savepoint part").run();
  try {
    fn();
  } catch {
    tx.statement("rollback to part").run();
  }
  tx.statement("release part").run();
}
