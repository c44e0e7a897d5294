/** Makes copies of the database that can be trusted, and puts a copy back. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { InternalError } from "../../base/errors.ts";
import { makeFolder } from "./folder.ts";
import { checkIdentity } from "./migrate.ts";
import { openSqlite } from "./open.ts";
import { storeError } from "./store-error.ts";

export interface Backup {
  file: string;
  bytes: number;
}

const NAME = /^reputation-\d{8}T\d{6}Z\.db$/;

/**
 * Writes a copy of the database as it is at one moment, while others read and write it. The copy gets its final name
 * only after it was checked. The oldest copies beyond `keep` are deleted.
 * @throws InternalError `store.*`
 */
export function backUp(path: string, folder: string, keep: number, now: number): Backup {
  makeFolder(folder);
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const file = join(folder, `reputation-${stamp}.db`);
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  const source = open(path);
  try {
    source.prepare("vacuum into ?").run(unfinished);
    checkCopy(unfinished);
    makeDurable(unfinished);
    renameSync(unfinished, file);
    makeDurable(folder);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw storeError(error, path);
  } finally {
    source.close();
  }
  const old = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .slice(0, -keep);
  for (const name of old) rmSync(join(folder, name));
  return { file, bytes: statSync(file).size };
}

/**
 * Puts a checked copy in the database's place. The former database is kept beside it.
 * @returns where the former database is now; null when there was none
 */
export function restoreFrom(backup: string, path: string, now: number): string | null {
  if (!existsSync(backup)) throw new InternalError(`there is no file ${backup}`, { code: "store.no_backup" });
  checkCopy(backup);
  const incoming = `${path}.incoming`;
  copyFileSync(backup, incoming);
  makeDurable(incoming);
  const replaced = existsSync(path) ? `${path}.replaced-${now}` : null;
  for (const part of ["", "-wal", "-shm"]) {
    if (replaced !== null && existsSync(path + part)) renameSync(path + part, replaced + part);
  }
  renameSync(incoming, path);
  makeDurable(dirname(path));
  return replaced;
}

/** @throws InternalError when the file is damaged, not ours, or newer than this program */
function checkCopy(file: string): void {
  const copy = open(file);
  try {
    checkIdentity(copy, file);
    const result = String(copy.pragma("integrity_check", { simple: true }));
    if (result === "ok") return;
    throw new InternalError(`${file} is damaged: ${result}`, { code: "store.corrupt", hint: "Use an older backup." });
  } catch (error) {
    throw storeError(error, file);
  } finally {
    copy.close();
  }
}

function open(path: string): BetterSqlite3.Database {
  try {
    return openSqlite(path, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw storeError(error, path);
  }
}

function makeDurable(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
