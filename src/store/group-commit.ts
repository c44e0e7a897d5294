import type { Database } from "better-sqlite3";

interface Entry {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

export interface GroupCommit {
  /** Runs `fn` in a transaction; resolves after the commit is durable, rejects when it was rolled back. */
  write<T>(fn: () => T): Promise<T>;
  /** Commits what is waiting, now. */
  flush(): void;
}

/** A commit costs one disk flush whatever is in it; this bounds how long the event loop waits for one. */
const MAX_GROUP = 500;

/**
 * One writer: what is asked for in the same turn of the event loop is committed together, so that the disk flush is
 * shared. When one entry fails, the group is rolled back and its entries are run one by one, so that only that one
 * fails. An entry may therefore run twice and must have no effect but on the database.
 */
export function createGroupCommit(handle: Database, onCommit: () => void): GroupCommit {
  const begin = handle.prepare("begin immediate");
  const commit = handle.prepare("commit");
  const rollback = handle.prepare("rollback");
  let waiting: Entry[] = [];
  let timer: NodeJS.Immediate | undefined;

  function inTransaction<T>(run: () => T): T {
    begin.run();
    try {
      const result = run();
      commit.run();
      return result;
    } catch (error) {
      // A full disk or an I/O error may have rolled back already.
      if (handle.inTransaction) rollback.run();
      throw error;
    }
  }

  function commitGroup(group: Entry[]): void {
    let results: unknown[];
    try {
      results = inTransaction(() => group.map((entry) => entry.run()));
    } catch (error) {
      if (group.length > 1) for (const entry of group) commitGroup([entry]);
      else group[0]?.reject(error);
      return;
    }
    for (const [i, entry] of group.entries()) entry.resolve(results[i]);
    onCommit();
  }

  function flush(): void {
    clearImmediate(timer);
    timer = undefined;
    while (waiting.length > 0) commitGroup(waiting.splice(0, MAX_GROUP));
  }

  return {
    flush,
    write<T>(fn: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ run: fn, resolve: resolve as (value: unknown) => void, reject });
        timer ??= setImmediate(flush);
      });
    },
  };
}
