import { DAY_MS, HOUR_MS, type Clock, type Timer } from "../base/clock.ts";
import { causeChain } from "../base/errors.ts";
import { clockDoubt } from "./clock-watch.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import { pruneJobs } from "../store/tables/jobs.ts";
import { chooseProductZone, countProductDay } from "../store/tables/product-days.ts";
import { pruneRecords } from "../store/tables/retention.ts";
import { indexEarlier, noteUnindexed } from "../store/tables/search-index.ts";
import { pruneFires } from "../store/tables/schedules.ts";
import { isStoreFault } from "../store/sqlite/store-error.ts";

interface HousekeepingOptions {
  db: Db;
  clock: Clock;
  log: Log;
  /** How long finished jobs are kept, ms, and by whose days products are counted. */
  config: { queue: { retention: { done: number; failed: number } }; timezone: string };
}

const PRUNE_EVERY_MS = 600_000;
/** The rows deleted in one transaction, few enough that other writers do not wait long. */
const BATCH = 500;
/** How long the cron ledger is kept: a day longer than the scheduler looks back at what was missed. Nobody else reads more. */
const LEDGER_MS = 8 * DAY_MS;
/** The items of an earlier version that are indexed in one step, which takes some 20 ms. */
const INDEXED = 100;
const INDEX_PAUSE_MS = 10;
/** How soon a failed step is made again; when all is done, a step costs a look. */
const INDEX_EVERY_MS = 60_000;
const FIND_EVERY_MS = HOUR_MS;
const COUNT_EVERY_MS = 60_000;
/** A day of ten thousand items takes some hundred milliseconds; other writers use the pause after it. */
const COUNT_PAUSE_MS = 50;
const CHECKPOINT_EVERY_MS = 30_000;
/** How old the database's main file may grow: a copy of it without its log lacks what was written since. */
const COPY_LOG_EVERY_MS = 120_000;
const SHRINK_EVERY_MS = 60_000;
/** The pages given back in one step, which takes some tens of milliseconds; other writers use the pause after it. */
const SHRINK_PAGES = 500;
const SHRINK_PAUSE_MS = 200;
/** The free pages left in the file (16 MB), because filling them costs new rows less than growing the file. */
const SPARE_PAGES = 4000;
/**
 * A write-ahead log larger than this is copied into the database and emptied. SQLite's own checkpoints never shrink it.
 */
const WAL_LIMIT_BYTES = 32 * 1024 * 1024;

/** One step of the work; returns the milliseconds until the next step is due. */
type Chore = (options: HousekeepingOptions) => number | Promise<number>;

/** Keeps the files small: deletes rows past their retention, gives free pages back and empties the write-ahead log. */
export function startHousekeeping(options: HousekeepingOptions): { stop(): void } {
  const timers = new Set<Timer>();
  let stopped = false;

  function later(ms: number, chore: Chore): void {
    if (stopped) return;
    const timer = options.clock.after(ms, () => {
      timers.delete(timer);
      void run(chore);
    });
    timers.add(timer);
  }

  async function run(chore: Chore): Promise<void> {
    later(await chore(options), chore);
  }

  later(0, findUnindexed);
  later(0, indexWords);
  later(0, chooseZone);
  later(0, countDay);
  later(PRUNE_EVERY_MS, prune);
  later(CHECKPOINT_EVERY_MS, checkpoint);
  later(COPY_LOG_EVERY_MS, copyLog);
  later(SHRINK_EVERY_MS, shrink);
  return {
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}

async function prune({ db, clock, log, config }: HousekeepingOptions): Promise<number> {
  const now = clock.now();
  const doubt = clockDoubt(db, now);
  if (doubt !== undefined) {
    log.info({ doubt }, "nothing old is deleted");
    return PRUNE_EVERY_MS;
  }
  const before = { done: now - config.queue.retention.done, failed: now - config.queue.retention.failed };
  try {
    const deleted = await db.write((tx) => {
      return Math.max(
        pruneJobs(tx, before, BATCH),
        pruneFires(tx, now - LEDGER_MS, BATCH),
        pruneRecords(tx, now, BATCH),
      );
    });
    return deleted === BATCH ? 1 : PRUNE_EVERY_MS;
  } catch (error) {
    if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "old rows cannot be deleted; trying again");
    return PRUNE_EVERY_MS;
  }
}

/** An earlier version that runs beside this one, or did until just now, stores items without their words. */
async function findUnindexed({ db, log }: HousekeepingOptions): Promise<number> {
  await db.write(noteUnindexed).catch((error: unknown) => {
    if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "items cannot be looked through; trying again");
  });
  return FIND_EVERY_MS;
}

/** Indexes the items of an earlier version, in pieces, until all are found without reading them. */
async function indexWords({ db, log }: HousekeepingOptions): Promise<number> {
  try {
    return (await db.write((tx) => indexEarlier(tx, INDEXED))) ? INDEX_PAUSE_MS : INDEX_EVERY_MS;
  } catch (error) {
    if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "items cannot be indexed; trying again");
    return INDEX_EVERY_MS;
  }
}

/** The offsets of the years ahead are told again every day, because countries change their minds about them. */
async function chooseZone({ db, clock, log, config }: HousekeepingOptions): Promise<number> {
  try {
    await db.write((tx) => chooseProductZone(tx, config.timezone, clock.now()));
    return DAY_MS;
  } catch (error) {
    if (!isStoreFault(error))
      log.error({ err: causeChain(error) }, "the time zone of products cannot be set; trying again");
    return COUNT_EVERY_MS;
  }
}

/** Counts the products by the days of another time zone, day by day, until that zone's can be shown. */
async function countDay({ db, clock, log }: HousekeepingOptions): Promise<number> {
  try {
    return (await db.write((tx) => countProductDay(tx, clock.now()))) ? COUNT_PAUSE_MS : COUNT_EVERY_MS;
  } catch (error) {
    if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "products cannot be counted; trying again");
    return COUNT_EVERY_MS;
  }
}

function checkpoint({ db, log }: HousekeepingOptions): number {
  try {
    // A reader that stays can block the checkpoint; the next turn then tries again.
    if (db.walBytes() > WAL_LIMIT_BYTES) db.checkpoint();
  } catch (error) {
    log.error({ err: causeChain(error) }, "the write-ahead log cannot be emptied; trying again");
  }
  return CHECKPOINT_EVERY_MS;
}

function copyLog({ db, log }: HousekeepingOptions): number {
  try {
    db.copyLog();
  } catch (error) {
    log.error({ err: causeChain(error) }, "the write-ahead log cannot be copied into the database; trying again");
  }
  return COPY_LOG_EVERY_MS;
}

function shrink({ db, log }: HousekeepingOptions): number {
  try {
    const free = db.freePages();
    if (free > SPARE_PAGES) db.releasePages(Math.min(free - SPARE_PAGES, SHRINK_PAGES));
    return free > SPARE_PAGES + SHRINK_PAGES ? SHRINK_PAUSE_MS : SHRINK_EVERY_MS;
  } catch (error) {
    // Another connection is writing, or the disk refuses. Nothing is lost by waiting.
    log.info({ err: causeChain(error) }, "the file cannot be made smaller; trying again");
    return SHRINK_EVERY_MS;
  }
}
