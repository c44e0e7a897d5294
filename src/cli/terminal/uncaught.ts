import { causeChain } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";

/**
 * An uncaught error or rejected promise is a bug that leaves the program in an unknown state, so it is logged in one
 * line and the process exits with code 1. Transactions are synchronous, so the database holds only whole ones; the next
 * start gives back the jobs that were running.
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
