import type { Tx } from "../db.ts";

/** Runs `fn` as a part of the transaction: when it throws, only what it wrote is undone, and nobody is told. */
export function undoIfItThrows(tx: Tx, fn: () => void): void {
  tx.statement("savepoint part").run();
  try {
    fn();
  } catch {
    tx.statement("rollback to part").run();
  }
  tx.statement("release part").run();
}
