/** Opens the file: checked, durable and up to date, or to be looked at only. */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { InternalError } from "../../base/errors.ts";
import { setLogKeeping } from "./litestream.ts";
import { checkIdentity, migrate } from "./migrate.ts";
import { openSqlite } from "./open.ts";
import { requireOwnFolder } from "./place.ts";
import { checkSchema } from "./schema-check.ts";
import { storeError, tempError } from "./store-error.ts";

export interface OpenOptions {
  readonly?: boolean;
  /** Whether a database that others have changed (a trigger, a view) is refused, which takes some 50 ms. */
  isExact?: boolean;
  /** Whether a database that cannot be written, on a disk that has gone read-only, is opened to be looked at. */
  mayLook?: boolean;
}

/** SQLite before 3.51.3 can corrupt a WAL database that several connections write (fixed 2026-03-13). */
const OLDEST_SQLITE = [3, 51, 3];
/** How long a statement waits for another process's lock while the database is opened and migrated. */
const OPEN_BUSY_MS = 5000;

/**
 * How long a statement waits for a lock once the database is open. The event loop stands still meanwhile, so the wait
 * is short; group commit retries writes without blocking.
 */
export const BUSY_MS = 50;
/** @throws InternalError `store.*` */
export function openHandle(
  path: string,
  { readonly = false, isExact = false, mayLook = false }: OpenOptions,
): BetterSqlite3.Database {
  try {
    return open(path, { readonly, isExact });
  } catch (error) {
    if (readonly || !mayLook || !cannotWrite(error) || !existsSync(path)) throw error;
    return openToLook(path, isExact);
  }
}

function cannotWrite(error: unknown): boolean {
  return error instanceof InternalError && ["store.readonly", "store.cantopen"].includes(error.code);
}

function open(path: string, { readonly, isExact }: { readonly: boolean; isExact: boolean }): BetterSqlite3.Database {
  if (!readonly) requireOwnFolder(path);
  const handle = openFile(path, readonly);
  try {
    checkSqlite(handle);
    checkIdentity(handle, path);
    if (!readonly) {
      setDurable(handle, path);
      migrate(handle, path);
    }
    if (isExact) checkSchema((sql) => handle.prepare(sql), path);
    handle.pragma("foreign_keys = on");
    handle.pragma("trusted_schema = off");
    handle.pragma(`busy_timeout = ${BUSY_MS}`);
    return handle;
  } catch (error) {
    handle.close();
    throw storeError(error, path);
  }
}

function temporaryFolder(path: string): string {
  try {
    return mkdtempSync(join(tmpdir(), "reputation-"));
  } catch (error) {
    throw tempError([tmpdir()], path, error);
  }
}

/**
 * Opens a database to be read, also on a disk that cannot be written. A database in WAL mode needs a file beside it even to
 * be read, unless a living process keeps one there. Without, a copy elsewhere is read, which nobody else sees: its file has
 * no name any more.
 * @throws InternalError `store.*`
 */
export function openToLook(path: string, isExact = false): BetterSqlite3.Database {
  try {
    return open(path, { readonly: true, isExact });
  } catch (error) {
    if (!cannotWrite(error)) throw error;
  }
  const folder = temporaryFolder(path);
  try {
    const copy = join(folder, "copy.db");
    for (const part of ["", "-wal"].filter((part) => existsSync(path + part))) {
      copyFileSync(path + part, copy + part);
      chmodSync(copy + part, 0o600);
    }
    const writable = open(copy, { readonly: false, isExact: false });
    writable.pragma("journal_mode = delete");
    writable.close();
    return open(copy, { readonly: true, isExact });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openFile(path: string, readonly: boolean): BetterSqlite3.Database {
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
  setLogKeeping(handle, path);
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
