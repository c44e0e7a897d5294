import { accessSync, constants, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { InternalError } from "../../base/errors.ts";

const HINTS: Record<string, string> = {
  SQLITE_FULL:
    "The disk is full, or that of temporary files (TMPDIR, /var/tmp). Free some space; nothing that was acknowledged is lost.",
  SQLITE_READONLY:
    "The database file or its folder cannot be written. Check owner and mode, and that the disk is not mounted read-only.",
  SQLITE_IOERR:
    "The disk reported an error. Check the system log (dmesg) and the disk; restore a backup if the file is damaged.",
  SQLITE_CORRUPT:
    "The file is damaged. Stop the daemon, keep a copy of the file, and put the last backup back: reputation restore <file>",
  SQLITE_NOTADB: "The file is not a SQLite database. Check `database` in the configuration, or restore a backup.",
  SQLITE_BUSY: "Another program has held the database for more than five seconds. Find it with: fuser <file>",
  SQLITE_CANTOPEN: "The file cannot be opened. Check that its folder exists and belongs to this user.",
};
/** Errors that do not go away by themselves. */
const LASTING = ["SQLITE_CORRUPT", "SQLITE_NOTADB"];
/** How long a job waits after the database failed it; such a failure uses up no attempt. */
const RETRY_AFTER_MS = 5000;

/** What SQLite says when it finds no folder for what does not fit into memory: a large sort, a long transaction. */
const WITHOUT_TEMP = ["SQLITE_IOERR", "SQLITE_CANTOPEN"];

/** Where SQLite looks for such a folder, in its order (https://sqlite.org/tempfiles.html, section 5). */
function tempFolders(): string[] {
  const { SQLITE_TMPDIR, TMPDIR } = process.env;
  return [SQLITE_TMPDIR, TMPDIR, "/var/tmp", "/usr/tmp", "/tmp", "."].filter((folder) => folder !== undefined);
}

/** SQLite takes the first that it may write, and does not go on to another one when no file can be made there. */
function isLackingTemp(folders: readonly string[]): boolean {
  const taken = folders.find(seemsWritable);
  if (taken === undefined) return true;
  try {
    rmdirSync(mkdtempSync(join(taken, "reputation-")));
    return false;
  } catch {
    return true;
  }
}

function seemsWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** @param folders those that were tried */
export function tempError(folders: readonly string[], path: string, cause: unknown): InternalError {
  return new InternalError(`database ${path}: no folder for temporary files can be written: ${folders.join(", ")}`, {
    code: "store.temp",
    cause,
    hint: "Name one of this user's with room for some gigabytes: TMPDIR=/srv/reputation/tmp. In a container: --tmpfs /tmp",
    retryable: true,
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/**
 * Turns SQLite's codes, including the extended ones, into an InternalError `store.<code>` with a hint; `store.temp` when
 * there is no folder for temporary files.
 */
export function storeError(error: unknown, path: string, folders = tempFolders()): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error;
  const { code: told } = error;
  if (WITHOUT_TEMP.some((code) => told.startsWith(code)) && isLackingTemp(folders))
    return tempError(folders, path, error);
  const name = Object.keys(HINTS).find((code) => error.code.startsWith(code));
  const code = codeOf(name ?? error.code);
  const hint = name === undefined ? undefined : HINTS[name];
  const retryable = name !== undefined && !LASTING.includes(name);
  return new InternalError(`database ${path}: ${error.message}`, {
    code,
    cause: error,
    retryable,
    ...(hint && { hint }),
    ...(retryable && { retryAfterMs: RETRY_AFTER_MS }),
  });
}

/** The file is no longer where it was opened. */
export function movedError(path: string): InternalError {
  return new InternalError(`database ${path} was deleted, moved or replaced while this program was using it`, {
    code: "store.moved",
    hint: "Put the same file back, or stop the program, restore a backup, and start it again.",
    retryable: true,
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/**
 * Codes of errors that concern the database as a whole; all other errors, such as a constraint, concern one statement.
 */
const FAULTS = new Set(["store.moved", "store.temp", ...Object.keys(HINTS).map(codeOf)]);

/** Whether the error means that the database cannot be used at present, for any statement. */
export function isStoreFault(error: unknown): error is InternalError {
  return error instanceof InternalError && FAULTS.has(error.code);
}

function codeOf(name: string): string {
  return `store.${name.replace("SQLITE_", "").toLowerCase()}`;
}
