import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDb, type Db } from "../../src/store/db.ts";

/** A folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "reputation-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database on disk, closed and gone after the test. */
export function tempDb(path = join(tempFolder(), "test.db")): Db {
  const db = openDb(path);
  onTestFinished(() => db.close());
  return db;
}
