import type { Clock, Timer } from "../clock.ts";
import { causeChain } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Db } from "../store/db.ts";
import { pruneJobs } from "../store/jobs.ts";
import { pruneFires } from "../store/schedules.ts";

interface PruneOptions {
  db: Db;
  clock: Clock;
  log: Log;
  /** How long finished jobs are kept, ms. */
  retention: { done: number; failed: number };
}

const EVERY_MS = 600_000;
/** Rows deleted in one transaction: the others that write do not wait long. */
const BATCH = 500;
/** How long the cron ledger is kept. */
const LEDGER_MS = 30 * 86_400_000;

/** Deletes finished jobs and ledger rows past their retention, now and then, in small batches. */
export function startPruning({ db, clock, log, retention }: PruneOptions): { stop(): void } {
  let timer: Timer;
  let stopped = false;
  function arm(ms: number): void {
    if (!stopped) timer = clock.after(ms, () => void prune());
  }
  async function prune(): Promise<void> {
    const before = { done: clock.now() - retention.done, failed: clock.now() - retention.failed };
    try {
      const deleted = await db.write((tx) => {
        return Math.max(pruneJobs(tx, before, BATCH), pruneFires(tx, clock.now() - LEDGER_MS, BATCH));
      });
      arm(deleted === BATCH ? 1 : EVERY_MS);
    } catch (error) {
      log.error({ err: causeChain(error) }, "old jobs cannot be deleted; trying again");
      arm(EVERY_MS);
    }
  }
  arm(EVERY_MS);
  return {
    stop() {
      stopped = true;
      timer.cancel();
    },
  };
}
