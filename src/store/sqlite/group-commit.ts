import { statSync } from "node:fs";
import BetterSqlite3, { type Database } from "better-sqlite3";
import { movedError } from "./store-error.ts";

interface Entry {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Callbacks that learn how each group ended. */
export interface Outcomes {
  /** A group has been committed. */
  committed: () => void;
  /** Called with the error of each entry that was rolled back; returns the error its caller receives. */
  failed: (error: unknown) => unknown;
}

export interface GroupCommit {
  /**
   * Runs `fn` in a transaction; resolves after the commit is durable, rejects when it was rolled back.
   * Rejects with InternalError `store.moved` when the file is no longer at its path.
   */
  add<T>(fn: () => T): Promise<T>;
  /** Commits the waiting entries now. */
  flush(): void;
}

/**
 * The largest number of entries in one group. A commit costs one disk flush however many it holds; the limit bounds how
 * long it blocks the event loop.
 */
const MAX_GROUP = 500;
/**
 * The pause before a locked database is tried again. Waiting between turns of the event loop keeps signals and health
 * checks alive.
 */
const BUSY_PAUSE_MS = 50;
/** With the handle's own short wait in each try, this makes about five seconds. */
const BUSY_TRIES = 50;
const LAST_BUSY_MS = 2000;

/**
 * One writer: what is asked for in the same turn of the event loop is committed together, so that the disk flush is
 * shared. When one entry fails, the group is rolled back and its entries are run one by one, so that only that one
 * fails. An entry may therefore run twice and must have no effect but on the database.
 */
// oxlint-disable-next-line max-lines-per-function -- its functions share the entries that wait
export function createGroupCommit(handle: Database, { committed, failed }: Outcomes): GroupCommit {
  const begin = handle.prepare("begin immediate");
  const commit = handle.prepare("commit");
  const rollback = handle.prepare("rollback");
  const assertInPlace = placeOf(handle);
  let waiting: Entry[] = [];
  let timer: NodeJS.Immediate | NodeJS.Timeout | undefined;
  let tries = 0;

  function start(): void {
    assertInPlace();
    // A rollback that failed because of the disk has left its transaction open.
    if (handle.inTransaction) rollback.run();
    begin.run();
  }

  /** Runs all entries in the open transaction; entries that are added meanwhile join the group. */
  function runAll(group: Entry[]): unknown[] {
    try {
      const results: unknown[] = [];
      for (const entry of group) {
        results.push(entry.run());
        if (waiting.length > 0) group.push(...waiting.splice(0, MAX_GROUP - group.length));
      }
      commit.run();
      return results;
    } catch (error) {
      undo();
      throw error;
    }
  }

  function undo(): void {
    try {
      // A full disk or an I/O error may have rolled back already.
      if (handle.inTransaction) rollback.run();
    } catch {
      // The first error says more, so this one is dropped; the next start() tries to roll back again.
    }
  }

  function commitGroup(group: Entry[]): void {
    let results: unknown[];
    try {
      results = runAll(group);
    } catch (error) {
      if (group.length > 1) for (const entry of group) commitAlone(entry);
      else group[0]?.reject(failed(error));
      return;
    }
    committed();
    for (const [i, entry] of group.entries()) entry.resolve(results[i]);
  }

  function commitAlone(entry: Entry): void {
    try {
      start();
    } catch (error) {
      return entry.reject(failed(error));
    }
    commitGroup([entry]);
  }

  function commitWaiting(): void {
    timer = undefined;
    while (waiting.length > 0) {
      try {
        start();
      } catch (error) {
        if (isBusy(error) && ++tries < BUSY_TRIES) timer = setTimeout(commitWaiting, BUSY_PAUSE_MS);
        else rejectWaiting(error);
        return;
      }
      tries = 0;
      commitGroup(waiting.splice(0, MAX_GROUP));
    }
  }

  /** An error that keeps one transaction from beginning affects all entries, so all are rejected. */
  function rejectWaiting(error: unknown): void {
    tries = 0;
    for (const entry of waiting.splice(0)) entry.reject(failed(error));
  }

  return {
    flush() {
      clearImmediate(timer as NodeJS.Immediate);
      clearTimeout(timer as NodeJS.Timeout);
      // Nothing else is being served any more, so we can block for the lock.
      handle.pragma(`busy_timeout = ${LAST_BUSY_MS}`);
      tries = BUSY_TRIES;
      commitWaiting();
    },
    add<T>(fn: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ run: fn, resolve: resolve as (value: unknown) => void, reject });
        timer ??= setImmediate(commitWaiting);
      });
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/**
 * SQLite goes on writing into a file that was deleted or moved away, and all of it would be gone with the process.
 * @returns a check that throws InternalError `store.moved`
 */
function placeOf({ name: path, memory }: Database): () => void {
  if (memory) return () => {};
  const opened = inodeOf(path);
  return () => {
    if (inodeOf(path) === opened) return;
    throw movedError(path);
  };
}

function inodeOf(path: string): bigint | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
  } catch {
    return undefined;
  }
}
