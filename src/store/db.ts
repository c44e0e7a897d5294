/** The one database handle: opening it, reading, and writing in synchronous transactions. */
import type BetterSqlite3 from "better-sqlite3";
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from "kysely";
import { InternalError } from "../base/errors.ts";
import { createGroupCommit } from "./sqlite/group-commit.ts";
import { checkIdentity, migrate } from "./sqlite/migrate.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite/open.ts";
import { realPlace, requireOwnFolder } from "./sqlite/place.ts";
import { checkSchema } from "./sqlite/schema-check.ts";
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
   * Copies the write-ahead log into the database and empties it, unless another connection is reading. It never waits.
   */
  checkpoint(): void;
  /** Copies what it can of the write-ahead log into the database, which goes on beside readers and writers. */
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

export interface OpenOptions {
  readonly?: boolean;
  /** Whether a database that others have changed (a trigger, a view) is refused, which takes some 50 ms. */
  isExact?: boolean;
}

/** SQLite before 3.51.3 can corrupt a WAL database that several connections write (fixed 2026-03-13). */
const OLDEST_SQLITE = [3, 51, 3];
/** How long a statement waits for another process's lock while the database is opened and migrated. */
const OPEN_BUSY_MS = 5000;
/**
 * How long a statement waits for a lock once the database is open. The event loop stands still meanwhile, so the wait
 * is short; group commit retries writes without blocking.
 */
const BUSY_MS = 50;
/**
 * The write-ahead log is copied into the database once it has this many pages (16 MB). With SQLite's default of 1,000,
 * the pages that change all the time would be copied four times as often.
 */
const CHECKPOINT_PAGES = 4000;
/** The size the write-ahead log is cut back to after a checkpoint, when a reader had kept it growing. */
const WAL_LIMIT_BYTES = 24 * 1024 * 1024;

/**
 * Opens the database, and unless it is read-only creates and migrates it.
 * @throws InternalError `store.*`: SQLite is too old, there is no database, the file belongs to another program, its
 * schema is newer, permission is missing, or the file alone is mounted
 */
export function openDb(name: string, options: OpenOptions = {}): Db {
  const readonly = options.readonly ?? false;
  const path = realPlace(name);
  if (!readonly) requireOwnFolder(path);
  const handle = openHandle(path, readonly);
  try {
    checkSqlite(handle);
    checkIdentity(handle, path);
    if (!readonly) {
      setDurable(handle, path);
      migrate(handle, path);
    }
    if (options.isExact) checkSchema((sql) => handle.prepare(sql), path);
    handle.pragma("foreign_keys = on");
    handle.pragma("trusted_schema = off");
    handle.pragma(`busy_timeout = ${BUSY_MS}`);
  } catch (error) {
    handle.close();
    throw storeError(error, path);
  }
  return createDb(handle, path);
}

function openHandle(path: string, readonly: boolean): BetterSqlite3.Database {
  if (path !== ":memory:" && !existsSync(dirname(path))) {
    throw new InternalError(`the folder of the database does not exist: ${dirname(path)}`, {
      code: "store.no_folder",
      hint: `Create it (mkdir -p ${dirname(path)}) or change \`database\` in the configuration.`,
    });
  }
  try {
    return openSqlite(path, { readonly, fileMustExist: readonly, timeout: OPEN_BUSY_MS });
  } catch (error) {
    throw storeError(error, path);
  }
}

function checkSqlite(handle: BetterSqlite3.Database): void {
  const version = String(handle.prepare("select sqlite_version()").pluck().get());
  const parts = version.split(".").map(Number);
  for (const [i, least] of OLDEST_SQLITE.entries()) {
    const part = parts[i] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new InternalError(`SQLite ${version} is too old: it can corrupt this database`, {
        code: "store.old_sqlite",
        hint: `Reinstall with better-sqlite3 13 or later (SQLite ${OLDEST_SQLITE.join(".")} or later).`,
      });
    }
  }
}

/**
 * Makes acknowledged writes survive a power cut: WAL with a flush at each commit. The setting is read back to be sure.
 */
function setDurable(handle: BetterSqlite3.Database, path: string): void {
  // This takes effect only on a new file; it lets the archive give pages back to the disk.
  handle.pragma("auto_vacuum = incremental");
  handle.pragma("journal_mode = wal");
  handle.pragma("synchronous = full");
  handle.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  handle.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
  const mode = handle.pragma("journal_mode", { simple: true });
  const synchronous = handle.pragma("synchronous", { simple: true });
  const durable = synchronous === 2 && (mode === "wal" || path === ":memory:");
  if (!durable) {
    throw new InternalError(
      `database ${path} cannot be made durable (journal ${String(mode)}, synchronous ${String(synchronous)})`,
      {
        code: "store.not_durable",
        hint: "Put the file on a local disk: network file systems cannot do this.",
      },
    );
  }
}

/** How many distinct SQL texts are kept prepared; lists of varying length keep producing new ones. */
const MAX_STATEMENTS = 500;

// oxlint-disable-next-line max-lines-per-function -- its functions share the handle, its statements and its listeners
function createDb(handle: BetterSqlite3.Database, path: string): Db {
  const statements = new Map<string, BetterSqlite3.Statement>();
  const listeners = new Set<() => void>();
  const faultListeners = new Set<(fault: InternalError | undefined) => void>();
  // We prepare this statement now because a damaged file may not let us later.
  const changes = handle.prepare("select total_changes()").pluck();
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
      return Number(handle.pragma("data_version", { simple: true }));
    } catch {
      return NaN;
    }
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
      handle.pragma("busy_timeout = 0");
      handle.pragma("wal_checkpoint(truncate)");
      handle.pragma(`busy_timeout = ${BUSY_MS}`);
    },
    copyLog: () => void handle.pragma("wal_checkpoint(passive)"),
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
