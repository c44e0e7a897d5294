import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { insertAudit } from "../../../src/store/tables/audit.ts";
import { openDb } from "../../../src/store/db.ts";
import { tempDb, tempFolder } from "../../support/temp.ts";

/** The frames of SQLite's write-ahead log (sqlite.org/fileformat2.html, 4.1–4.2): a header, then pages with headers. */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

interface Recorded {
  path: string;
  /** The length of the write-ahead log when the n-th write was acknowledged. */
  acknowledged: number[];
  frame: number;
}

/** Makes twelve acknowledged writes, small and large, and copies the open files as a power cut would leave them. */
async function record(folder: string): Promise<Recorded> {
  const live = join(folder, "live.db");
  const db = tempDb(live);
  db.checkpoint();
  const acknowledged: number[] = [];
  for (let n = 0; n < 12; n++) {
    const text = "я".repeat(n % 3 === 0 ? 6000 : 20);
    await db.write((tx) => insertAudit(tx, { actor: `write ${n}`, action: text, itemId: null }, n));
    acknowledged.push(statSync(`${live}-wal`).size);
  }
  const path = join(folder, "cut.db");
  copyFileSync(live, path);
  copyFileSync(`${live}-wal`, `${path}-wal`);
  const pages = new BetterSqlite3(path, { readonly: true });
  const frame = FRAME_HEADER + Number(pages.pragma("page_size", { simple: true }));
  pages.close();
  copyFileSync(live, path);
  copyFileSync(`${live}-wal`, `${path}-wal`);
  return { path, acknowledged, frame };
}

/** Opens a copy whose log ends at `length`, followed by what a torn write may have left. */
function afterCut(
  { path }: Recorded,
  folder: string,
  length: number,
  torn: Buffer,
): { found: string[]; intact: string } {
  const copy = join(folder, `${length}-${torn.length}.db`);
  copyFileSync(path, copy);
  copyFileSync(`${path}-wal`, `${copy}-wal`);
  truncateSync(`${copy}-wal`, length);
  appendFileSync(`${copy}-wal`, torn);
  const db = openDb(copy);
  try {
    const rows = db.statement("select actor from audit order by id").all() as { actor: string }[];
    const [{ integrity_check: intact }] = db.statement("pragma integrity_check").all() as [{ integrity_check: string }];
    return { found: rows.map((row) => row.actor), intact };
  } finally {
    db.close();
  }
}

describe("acknowledged writes", () => {
  test("an acknowledged write survives a power cut at any later moment, at every log length and with torn ends", async () => {
    const folder = tempFolder();
    const recorded = await record(folder);
    const whole = statSync(`${recorded.path}-wal`).size;
    const garbage = Buffer.alloc(recorded.frame, 0xa5);
    for (let length = WAL_HEADER; length <= whole; length += recorded.frame) {
      const safe = recorded.acknowledged.filter((size) => size <= length).length;
      for (const torn of [Buffer.alloc(0), garbage.subarray(0, 700), garbage]) {
        const { found, intact } = afterCut(recorded, folder, length, torn);
        expect(intact).toBe("ok");
        // The copy never has less than was acknowledged and never a part of a write; a write that was under way may be
        // there.
        expect(found).toEqual(Array.from({ length: found.length }, (_, n) => `write ${n}`));
        expect(found.length).toBeGreaterThanOrEqual(safe);
      }
    }
    expect(recorded.acknowledged.at(-1)).toBe(whole);
  });

  test("an old frame that a torn write left in the middle ends the log, and nothing after it counts", async () => {
    const folder = tempFolder();
    const recorded = await record(folder);
    const log = readFileSync(`${recorded.path}-wal`);
    const broken = recorded.acknowledged[5]!;
    log.fill(0x5a, broken + FRAME_HEADER, broken + FRAME_HEADER + 100);
    writeFileSync(`${recorded.path}-wal`, log);
    const { found, intact } = afterCut(recorded, folder, log.length, Buffer.alloc(0));
    expect(intact).toBe("ok");
    expect(found).toEqual(Array.from({ length: 6 }, (_, n) => `write ${n}`));
  });
});

test("the log is left to Litestream while it keeps its folder beside the database, and emptied without one", async () => {
  const folder = tempFolder();
  const db = tempDb(join(folder, "shop.db"));
  await db.write((tx) => insertAudit(tx, { actor: "a", action: "b", itemId: null }, 1));
  mkdirSync(join(folder, ".shop.db-litestream"));
  const before = db.walBytes();
  db.checkpoint();
  expect(before).toBeGreaterThan(0);
  expect(db.walBytes()).toBe(before);
  rmdirSync(join(folder, ".shop.db-litestream"));
  db.checkpoint();
  expect(db.walBytes()).toBe(0);
});
