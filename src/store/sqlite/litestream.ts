/** What Litestream keeps beside a database that it copies elsewhere, and what that means for the write-ahead log. */
import { existsSync, globSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type BetterSqlite3 from "better-sqlite3";

/**
 * The write-ahead log is copied into the database once it has this many pages (16 MB). With SQLite's default of 1,000,
 * the pages that change all the time would be copied four times as often.
 */
const CHECKPOINT_PAGES = 4000;
/** The size the write-ahead log is cut back to after a checkpoint, when a reader had kept it growing. */
const WAL_LIMIT_BYTES = 24 * 1024 * 1024;

/** The folder in which Litestream notes how far it has copied; it is there from Litestream's first start on. */
export function litestreamFolder(database: string): string {
  return join(dirname(database), `.${basename(database)}-litestream`);
}

export function isReplicated(database: string): boolean {
  return existsSync(litestreamFolder(database));
}

/**
 * Leaves the write-ahead log to Litestream while it copies the database. Between its last look at the log and its lock,
 * a log that is cut or emptied by somebody else would lose what stood at its end, in the copy and without a word.
 */
export function setLogKeeping(handle: BetterSqlite3.Database, database: string): void {
  const replicated = isReplicated(database);
  handle.pragma(`wal_autocheckpoint = ${replicated ? 0 : CHECKPOINT_PAGES}`);
  handle.pragma(`journal_size_limit = ${replicated ? -1 : WAL_LIMIT_BYTES}`);
}

/**
 * For how long Litestream has not taken what was written into the log, ms; 0 when it has all, null when it does not copy this
 * database. It looks once a second.
 */
export function copyLagMs(database: string, now: number): number | null {
  if (!isReplicated(database)) return null;
  const files = globSync("generations/*/wal/*", { cwd: litestreamFolder(database) });
  const taken = Math.max(0, ...files.map((file) => modified(join(litestreamFolder(database), file))));
  const written = modified(`${database}-wal`);
  return written - taken > LOOK_MS ? Math.max(0, now - taken) : 0;
}

/** What is written within this time of Litestream's last look is not late. */
const LOOK_MS = 3000;

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
