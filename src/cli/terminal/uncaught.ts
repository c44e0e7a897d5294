import { causeChain } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";

/**
 * What is thrown where nobody catches it, a rejected promise too, is a fault of the program and leaves it in a state
 * that nobody knows: one line in the log, and the end with exit code 1. Transactions are synchronous, so the database
 * holds whole ones only; the next start gives back the jobs that were running.
 * @returns how to stop it
 */
export function endOnUncaught(log: Log): () => void {
  const end = (error: unknown): void => {
    const stack = error instanceof Error ? error.stack : undefined;
    log.fatal(
      { err: causeChain(error), stack },
      "a fault of the program; it ends, and the next start goes on from here",
    );
    process.exit(1);
  };
  process.on("uncaughtException", end);
  return () => void process.off("uncaughtException", end);
}
