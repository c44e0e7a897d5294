import type { Clock, Timer } from "../clock.ts";
import { causeChain } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Db } from "../store/db.ts";
import { pruneJobs } from "../store/jobs.ts";
import { pruneFires } from "../store/schedules.ts";
import { isStoreFault } from "../store/store-error.ts";

interface HousekeepingOptions {
  db: Db;
  clock: Clock;
  log: Log;
  /** How long finished jobs are kept, ms. */
  retention: { done: number; failed: number };
}

const PRUNE_EVERY_MS = 600_000;
/** Rows deleted in one transaction: the others that write do not wait long. */
const BATCH = 500;
/** How long the cron ledger is kept. */
const LEDGER_MS = 30 * 86_400_000;
const CHECKPOINT_EVERY_MS = 30_000;
/** A write-ahead log larger than this is brought into the database and emptied. SQLite's own checkpoints never shrink it. */
const WAL_LIMIT_BYTES = 8 * 1024 * 1024;

/** Keeps the file small: deletes finished jobs and ledger rows past their retention, empties the write-ahead log. */
export function startHousekeeping({ db, clock, log, retention }: HousekeepingOptions): { stop(): void } {
  const timers = new Set<Timer>();
  let stopped = false;

  function later(ms: number, work: () => Promise<void> | void): void {
    if (stopped) return;
    const timer = clock.after(ms, () => {
      timers.delete(timer);
      void work();
    });
    timers.add(timer);
  }

  async function prune(): Promise<void> {
    const now = clock.now();
    const before = { done: now - retention.done, failed: now - retention.failed };
    try {
      const deleted = await db.write((tx) => {
        return Math.max(pruneJobs(tx, before, BATCH), pruneFires(tx, now - LEDGER_MS, BATCH));
      });
      later(deleted === BATCH ? 1 : PRUNE_EVERY_MS, prune);
    } catch (error) {
      if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "old jobs cannot be deleted; trying again");
      later(PRUNE_EVERY_MS, prune);
    }
  }

  function checkpoint(): void {
    try {
      // A reader that stays holds it up: then the next turn tries again.
      if (db.walBytes() > WAL_LIMIT_BYTES) db.checkpoint();
    } catch (error) {
      log.error({ err: causeChain(error) }, "the write-ahead log cannot be emptied; trying again");
    }
    later(CHECKPOINT_EVERY_MS, checkpoint);
  }

  later(PRUNE_EVERY_MS, prune);
  later(CHECKPOINT_EVERY_MS, checkpoint);
  return {
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}
