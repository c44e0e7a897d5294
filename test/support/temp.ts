import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDb, type Db } from "../../src/store/db.ts";

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 512 * 1024 * 1024;

/**
 * Where the files of tests are: in a file system in memory if there is one with room, unless TMPDIR names another
 * place. The store makes the same calls there, but the tests do not wait for a disk at each of many thousand commits.
 */
export function place(): string {
  if (process.env["TMPDIR"] !== undefined || !existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir();
}

/** A folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(place(), "reputation-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let migrated: Buffer | undefined;

/** Makes a new database as the migrations leave it; they run once in each process. @returns its path */
export function newDatabase(path = join(tempFolder(), "test.db")): string {
  migrated ??= readMigrated(path);
  writeFileSync(path, migrated, { mode: 0o600 });
  return path;
}

function readMigrated(path: string): Buffer {
  openDb(path).close();
  return readFileSync(path);
}

/** A database of its own, closed and gone after the test. */
export function tempDb(path = join(tempFolder(), "test.db")): Db {
  if (!existsSync(path)) newDatabase(path);
  const db = openDb(path);
  onTestFinished(() => db.close());
  return db;
}
