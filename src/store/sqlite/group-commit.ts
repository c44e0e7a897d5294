import { statSync } from "node:fs";
import BetterSqlite3, { type Database } from "better-sqlite3";
import { movedError } from "./store-error.ts";

interface Entry {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Who is told how the groups end. */
export interface Outcomes {
  /** A group has been committed. */
  committed: () => void;
  /** Called with the error of each entry that was rolled back; returns what its caller is told. */
  failed: (error: unknown) => unknown;
}

export interface GroupCommit {
  /**
   * Runs `fn` in a transaction; resolves after the commit is durable, rejects when it was rolled back.
   * Rejects with InternalError `store.moved` when the file is no longer at its path.
   */
  add<T>(fn: () => T): Promise<T>;
  /** Commits what is waiting, now. */
  flush(): void;
}

/** A commit costs one disk flush whatever is in it; this bounds how long the event loop waits for one. */
const MAX_GROUP = 500;
/** Another process that writes is waited for between turns of the event loop: signals and health checks go on. */
const BUSY_PAUSE_MS = 50;
/** About five seconds, with the handle's own short wait in each try. */
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
    // A rollback that failed with the disk left its transaction open.
    if (handle.inTransaction) rollback.run();
    begin.run();
  }

  /** In the transaction that has begun; what the entries make others ask for joins their group. */
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
      // What went wrong first says more; the next start() tries again.
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

  /** What keeps one transaction from beginning keeps all from it. */
  function rejectWaiting(error: unknown): void {
    tries = 0;
    for (const entry of waiting.splice(0)) entry.reject(failed(error));
  }

  return {
    flush() {
      clearImmediate(timer as NodeJS.Immediate);
      clearTimeout(timer as NodeJS.Timeout);
      // Nobody is served any more: here the lock may be waited for in one piece.
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
