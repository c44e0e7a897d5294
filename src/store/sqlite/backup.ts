/** Makes copies of the database that can be trusted, and puts a copy back. */
import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { HOUR_MS } from "../../base/clock.ts";
import { InternalError } from "../../base/errors.ts";
import { makeFolder } from "./folder.ts";
import { openToLook } from "./handle.ts";
import { isReplicated, litestreamFolder } from "./litestream.ts";
import { requireIdentity } from "./migrate.ts";
import { openSqlite } from "./open.ts";
import { realPlace, requireOwnFolder } from "./place.ts";
import { checkSchema } from "./schema-check.ts";
import { storeError } from "./store-error.ts";

export interface Backup {
  file: string;
  bytes: number;
  /** Backups whose names say a later time than now, which are neither counted nor deleted: a clock was wrong. */
  later: string[];
}

/** What a backup is called: its time is in it, UTC. */
export const BACKUP_NAME = /^reputation-(\d{8}T\d{6}Z)\.db$/;
const UNFINISHED = /^reputation-\d{8}T\d{6}Z\.db\.unfinished(?:-journal|-wal|-shm)?$/;
/** What SQLite keeps beside a file, and what belongs to its contents. */
const BESIDE = ["-wal", "-shm", "-journal"];
/** The tables whose ids are counted up; their names are the program's own, which the check of the schema has seen. */
const COUNTED = `select name from sqlite_master where type = 'table' and lower(sql) like '%autoincrement%'`;
/** A copy takes minutes at most. */
const ABANDONED_MS = HOUR_MS;

/**
 * Writes a copy of the database as it is at one moment, while others read and write it. The copy gets its final name
 * only after it was checked. The oldest copies beyond `keep` are deleted, never the new one.
 * @throws InternalError `store.*`
 */
export async function backUp(path: string, folder: string, keep: number, now: number): Promise<Backup> {
  makeFolder(folder);
  const stamp = stampOf(now);
  const file = join(folder, `reputation-${stamp}.db`);
  const unfinished = `${file}.unfinished`;
  drop(unfinished);
  const source = openToLook(path);
  try {
    source.prepare("vacuum into ?").run(unfinished);
    chmodSync(unfinished, 0o600);
    checkCopy(unfinished, unfinished);
    await makeDurable(unfinished);
    renameSync(unfinished, file);
    await makeDurable(folder);
  } catch (error) {
    drop(unfinished);
    throw storeError(error, path);
  } finally {
    source.close();
  }
  dropAbandoned(folder, file);
  return { file, bytes: statSync(file).size, later: rotate(folder, stamp, keep) };
}

function stampOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** @returns the backups whose names say a later time */
function rotate(folder: string, newest: string, keep: number): string[] {
  const names = readdirSync(folder)
    .filter((name) => BACKUP_NAME.test(name))
    .sort();
  const [past, later] = [
    names.filter((name) => stampIn(name) <= newest),
    names.filter((name) => stampIn(name) > newest),
  ];
  for (const name of past.slice(0, -keep)) rmSync(join(folder, name));
  return later;
}

/** When the copies in a folder were made, Unix ms, the oldest first; none when there is no such folder. */
export function backupTimes(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const stamps = readdirSync(folder).map((name) => stampIn(name));
  const read = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
  const times = stamps.map((stamp) => Date.parse(stamp.replace(read, "$1-$2-$3T$4:$5:$6Z")));
  return times.filter((time) => !Number.isNaN(time)).toSorted((a, b) => a - b);
}

function stampIn(name: string): string {
  return BACKUP_NAME.exec(name)?.[1] ?? "";
}

/** Deletes what a backup has left that was ended by force. Both times are those of the folder's own file system. */
function dropAbandoned(folder: string, file: string): void {
  const { mtimeMs } = statSync(file);
  for (const name of readdirSync(folder).filter((name) => UNFINISHED.test(name))) {
    const left = statSync(join(folder, name), { throwIfNoEntry: false });
    if (left && mtimeMs - left.mtimeMs > ABANDONED_MS) rmSync(join(folder, name), { force: true });
  }
}

/** Deletes a copy with everything beside it. */
function drop(file: string): void {
  for (const part of ["", ...BESIDE]) rmSync(file + part, { force: true });
}

/**
 * Puts a checked copy in the database's place, readable by this user alone. What stands in a write-ahead log beside the
 * backup comes along. The former database is kept beside it.
 * @returns where the former database is now; null when there was none
 * @throws InternalError `store.*` when the file is damaged, empty, not ours, changed by others, or newer than this program
 */
export async function restoreFrom(backup: string, database: string, now: number): Promise<string | null> {
  const found = statSync(backup, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new InternalError(`there is no file ${backup}`, { code: "store.no_backup" });
  const path = realPlace(database);
  requireOwnFolder(path);
  const incoming = `${path}.incoming`;
  await takeCopy(backup, incoming);
  return putInPlace(incoming, path, now);
}

/**
 * Puts a checked file in the place of the database, which nobody has open; the former one is kept beside it.
 * @returns where the former database is now; null when there was none
 */
export async function putInPlace(incoming: string, path: string, now: number): Promise<string | null> {
  const replaced = existsSync(path) ? `${path}.replaced-${now}` : null;
  for (const part of ["", ...BESIDE]) {
    if (replaced !== null && existsSync(path + part)) renameSync(path + part, replaced + part);
  }
  // What Litestream has noted is about the former file.
  if (replaced !== null && isReplicated(path)) renameSync(litestreamFolder(path), litestreamFolder(replaced));
  renameSync(incoming, path);
  await makeDurable(dirname(path));
  return replaced;
}

/** Copies a backup with what is beside it, makes one file of them, and checks that. */
async function takeCopy(backup: string, incoming: string): Promise<void> {
  drop(incoming);
  try {
    for (const part of ["", "-wal", "-journal"].filter((part) => existsSync(backup + part))) {
      copyFileSync(backup + part, incoming + part);
      chmodSync(incoming + part, 0o600);
    }
    const copy = openSqlite(incoming, { fileMustExist: true });
    try {
      copy.pragma("journal_mode = delete");
    } finally {
      copy.close();
    }
    checkCopy(incoming, backup);
    await makeDurable(incoming);
  } catch (error) {
    drop(incoming);
    throw storeError(error, backup);
  }
}

/**
 * Checks a file that is to become the database.
 * @param name what messages call the file
 * @throws InternalError when the file is damaged, empty, not ours, changed by others, or newer than this program
 */
export function checkCopy(file: string, name: string): void {
  const copy = open(file);
  try {
    requireIdentity(copy, name);
    const result = String(copy.pragma("integrity_check", { simple: true }));
    if (result !== "ok")
      throw new InternalError(`${name} is damaged: ${result}`, { code: "store.corrupt", hint: "Use an older backup." });
    checkSchema((sql) => copy.prepare(sql), name);
    checkCounters(copy, name);
  } catch (error) {
    throw storeError(error, name);
  } finally {
    copy.close();
  }
}

/**
 * An id is never given twice, which SQLite's own check does not look at: a lowered counter gives an id that is taken, and
 * then nothing can be written any more.
 */
function checkCounters(copy: BetterSqlite3.Database, name: string): void {
  const tables = copy.prepare(COUNTED).pluck().all() as string[];
  const isLow = (table: string): boolean => {
    const seq = "select coalesce(max(seq), 0) from sqlite_sequence where name = ?";
    const lacks = copy.prepare(`select coalesce(max(rowid), 0) > (${seq}) from "${table}"`).pluck();
    return lacks.get(table) === 1;
  };
  const low = tables.filter(isLow);
  if (low.length === 0) return;
  throw new InternalError(`${name} is damaged: the next id is already taken in ${low.join(", ")}`, {
    code: "store.corrupt",
    hint: "Use an older backup.",
  });
}

function open(path: string): BetterSqlite3.Database {
  try {
    return openSqlite(path, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw storeError(error, path);
  }
}

/** By a promise, because Node refuses the function that waits to a program that it confines, as it does the binary. */
async function makeDurable(path: string): Promise<void> {
  const file = await openFile(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
