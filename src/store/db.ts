/** The one database handle: opening it, reading, and writing in synchronous transactions. */
import type BetterSqlite3 from "better-sqlite3";
import { statSync } from "node:fs";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from "kysely";
import type { InternalError } from "../base/errors.ts";
import { createGroupCommit } from "./sqlite/group-commit.ts";
import type { Schema } from "./schema.ts";
import { BUSY_MS, openHandle, type OpenOptions } from "./sqlite/handle.ts";
import { isReplicated, setLogKeeping } from "./sqlite/litestream.ts";
import { realPlace } from "./sqlite/place.ts";
import { isStoreFault, storeError } from "./sqlite/store-error.ts";

/** Builds typed queries; it never runs one. Kysely's own transactions must not be used: they are asynchronous. */
export const q = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Anything that can be read from: the database, or a transaction that sees its own writes. */
export interface Reader {
  all<Row>(query: Compilable<Row>): Row[];
  get<Row>(query: Compilable<Row>): Row | undefined;
  /** A cached prepared statement, for hot paths and for SQL that Kysely cannot express. */
  statement(sql: string): BetterSqlite3.Statement;
}

/** The words as a SQL list. They come from the program itself, so nothing is escaped. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(", ");
}

/** A transaction under way. Only `Db.write` makes one. */
export interface Tx extends Reader {
  /** Runs a write; returns the number of changed rows. */
  run(query: Compilable): number;
  /** Tells the listeners of `onJobs` that a job may be due; what they write is committed in the same transaction. */
  jobsChanged(): void;
}

export interface Db extends Reader {
  readonly path: string;
  /**
   * One transaction (BEGIN IMMEDIATE … COMMIT), resolved when it is durable. `fn` must be synchronous and must touch
   * nothing but `tx`: it is run again when something committed in the same group fails.
   */
  write<T>(fn: (tx: Tx) => T extends Promise<unknown> ? never : T): Promise<T>;
  /**
   * Calls `listener` within each transaction of this process that makes jobs due; what it writes joins the transaction.
   * @returns a function that stops the calls
   */
  onJobs(listener: () => void): () => void;
  /**
   * Calls `listener` with the error of each write that failed because of the database itself (`isStoreFault`), and with
   * undefined at the first commit afterwards that changed something.
   * @returns a function that stops the calls
   */
  onFault(listener: (fault: InternalError | undefined) => void): () => void;
  /**
   * Changes whenever another connection has committed; NaN when it cannot be read. It is cheap enough to read in every
   * turn of the event loop.
   */
  outsideVersion(): number;
  /** Changes whenever this or another connection has changed a row; NaN when it cannot be read. */
  version(): number;
  /** Size of the write-ahead log in bytes. */
  walBytes(): number;
  /**
   * Copies the write-ahead log into the database and empties it, unless another connection is reading or Litestream copies
   * the log. It never waits.
   */
  checkpoint(): void;
  /** Copies what it can of the write-ahead log into the database, which goes on beside readers, writers and Litestream. */
  copyLog(): void;
  /** The number of pages in the file that hold no data. */
  freePages(): number;
  /**
   * Gives this many free pages back to the disk. It never waits for another connection.
   * @throws SqliteError when another connection is writing
   */
  releasePages(count: number): void;
  /** Commits the writes that are waiting and closes the file. */
  close(): void;
}

/**
 * Opens the database, and unless it is read-only creates and migrates it.
 * @throws InternalError `store.*`: SQLite is too old, there is no database, the file belongs to another program, its
 * schema is newer, permission is missing, or the file alone is mounted
 */
export function openDb(name: string, options: OpenOptions = {}): Db {
  const path = realPlace(name);
  return createDb(openHandle(path, options), path);
}

/** How many distinct SQL texts are kept prepared; lists of varying length keep producing new ones. */
const MAX_STATEMENTS = 500;

// oxlint-disable-next-line max-lines-per-function -- its functions share the handle, its statements and its listeners
function createDb(handle: BetterSqlite3.Database, path: string): Db {
  const statements = new Map<string, BetterSqlite3.Statement>();
  const listeners = new Set<() => void>();
  const faultListeners = new Set<(fault: InternalError | undefined) => void>();
  // We prepare these statements now because a damaged file may not let us later.
  const changes = handle.prepare("select total_changes()").pluck();
  const dataVersion = handle.prepare("pragma data_version").pluck();
  /** The connection's count of changed rows when a write last failed; undefined when there is no fault. */
  let changesAtFault: unknown;

  function statement(sql: string): BetterSqlite3.Statement {
    let prepared = statements.get(sql);
    if (!prepared) {
      prepared = handle.prepare(sql);
      if (statements.size >= MAX_STATEMENTS) statements.delete(statements.keys().next().value ?? "");
      statements.set(sql, prepared);
    }
    return prepared;
  }

  const reader: Reader = {
    statement,
    all: <Row>(query: Compilable<Row>) => bound(query, (sql, values) => statement(sql).all(...values)) as Row[],
    get: <Row>(query: Compilable<Row>) =>
      bound(query, (sql, values) => statement(sql).get(...values)) as Row | undefined,
  };
  const tx: Tx = {
    ...reader,
    run: (query) => bound(query, (sql, values) => statement(sql).run(...values).changes),
    jobsChanged() {
      for (const listener of listeners) listener();
    },
  };
  function failed(error: unknown): unknown {
    const described = storeError(error, path);
    if (isStoreFault(described)) {
      changesAtFault = changes.get();
      for (const listener of faultListeners) listener(described);
    }
    return described;
  }

  function committed(): void {
    if (changesAtFault === undefined || changesAtFault === changes.get()) return;
    changesAtFault = undefined;
    for (const listener of faultListeners) listener(undefined);
  }

  function outsideVersion(): number {
    try {
      return Number(dataVersion.get());
    } catch {
      return NaN;
    }
  }

  function copyLog(): void {
    // Litestream may have been started, or put away, since the last time.
    setLogKeeping(handle, path);
    handle.pragma("wal_checkpoint(passive)");
  }

  const group = createGroupCommit(handle, { committed, failed });

  return {
    path,
    ...reader,
    write: <T>(fn: (tx: Tx) => T extends Promise<unknown> ? never : T) => group.add(() => fn(tx) as T),
    onJobs(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onFault(listener) {
      faultListeners.add(listener);
      return () => faultListeners.delete(listener);
    },
    outsideVersion,
    // Both counters only grow, so their sum changes whenever one of them does.
    version: () => outsideVersion() + Number(changes.get()),
    walBytes: () => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    checkpoint() {
      if (isReplicated(path)) return copyLog();
      handle.pragma("busy_timeout = 0");
      handle.pragma("wal_checkpoint(truncate)");
      handle.pragma(`busy_timeout = ${BUSY_MS}`);
    },
    copyLog,
    freePages: () => Number(handle.pragma("freelist_count", { simple: true })),
    releasePages(count) {
      handle.pragma("busy_timeout = 0");
      try {
        handle.pragma(`incremental_vacuum(${count})`);
      } finally {
        handle.pragma(`busy_timeout = ${BUSY_MS}`);
      }
    },
    close() {
      if (!handle.open) return;
      group.flush();
      handle.close();
    },
  };
}

function bound<T>(query: Compilable, use: (sql: string, values: readonly unknown[]) => T): T {
  const { sql, parameters } = query.compile();
  return use(sql, parameters);
}
