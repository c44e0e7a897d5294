/** The drain after the last kill: the daemon finishes its work, and a person handles what was left to people. */
import { setTimeout as sleep } from "node:timers/promises";
import { openCore, type Core } from "../../src/app.ts";
import { loadConfig } from "../../src/config/load.ts";

export interface Drained {
  /** How often a person retried an item that the daemon had set apart. */
  retried: number;
  /** Whether everything came to rest. */
  settled: boolean;
}

/** After this long without any progress, the run is considered stuck; a busy machine rests long between two steps. */
const STUCK_MS = 120_000;

const UNFINISHED = `select count(*) as n from items where status in ('new', 'analyzing', 'approved', 'publishing', 'error')`;
const LIVE_JOBS = `select count(*) as n from jobs where item_id is not null and state in ('scheduled', 'ready', 'running')`;
const STORED = "select count(*) as n from items";
const SET_APART = "select id from items where status = 'error'";

interface DrainOptions {
  config: string;
  /** The number of items at the marketplaces. */
  listed: number;
  /** How long an answer may still be on its way, ms. */
  lateMs?: number;
  say: (line: string) => void;
}

/**
 * Waits until every item of the shop is stored and finished. Items that were set apart are retried as `reputation
 * retry` does, by a person who has looked, and only after the last answer that was on its way has arrived.
 */
export async function drain({ config, listed, lateMs = 0, say }: DrainOptions): Promise<Drained> {
  const core = openCore(loadConfig({ file: config, env: {}, cwd: "/" }).config);
  let retried = 0;
  await sleep(lateMs);
  try {
    for (let [left, movedAt] = [-1, Date.now()]; Date.now() - movedAt < STUCK_MS; await sleep(100)) {
      retried += await retrySetApart(core);
      const now = count(core, UNFINISHED) + count(core, LIVE_JOBS) + listed - count(core, STORED);
      if (now === 0) return { retried, settled: true };
      if (now !== left) [left, movedAt] = [now, Date.now()];
    }
    say("nothing moves any more");
    return { retried, settled: false };
  } finally {
    core.close();
  }
}

async function retrySetApart({ db, decisions }: Core): Promise<number> {
  const items = db.statement(SET_APART).all() as { id: number }[];
  for (const { id } of items) await decisions.retry(id, "person:torture");
  return items.length;
}

function count({ db }: Core, sql: string): number {
  return (db.statement(sql).get() as { n: number }).n;
}
