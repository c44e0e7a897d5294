import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backUp, restoreFrom } from "../../../src/store/sqlite/backup.ts";
import { q, type Db } from "../../../src/store/db.ts";
import { tempDb, tempFolder } from "../../support/temp.ts";

const NOW = Date.parse("2026-11-24T01:00:00Z");

const put = (db: Db, key: string): Promise<number> =>
  db.write((tx) => tx.run(q.insertInto("meta").values({ key, value: "1" })));
const keys = (db: Db): string[] => db.all(q.selectFrom("meta").select("key").orderBy("key")).map((row) => row.key);

describe("backup", () => {
  test("a backup is a whole database of one moment, taken while others write", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    await put(db, "before");
    const writes = Array.from({ length: 50 }, (_, i) => put(db, `during ${i}`));
    const { file } = backUp(db.path, join(folder, "backups"), 3, NOW);
    await Promise.all(writes);
    expect(file).toBe(join(folder, "backups", "reputation-20261124T010000Z.db"));
    expect(keys(tempDb(file))).toEqual(["before"]);
    expect(keys(db)).toHaveLength(51);
  });

  test("the newest backups are kept, and no unfinished file is left", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    const backups = join(folder, "backups");
    for (let hour = 0; hour < 5; hour++) backUp(db.path, backups, 3, NOW + hour * 3_600_000);
    expect(readdirSync(backups).sort()).toEqual([3, 4, 5].map((hour) => `reputation-20261124T0${hour}0000Z.db`));
  });

  test("a backup of a damaged database is refused and leaves no file", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    for (let i = 0; i < 300; i++) await put(db, `key ${i} ${"x".repeat(200)}`);
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0x55, bytes.length - 20 * 4096);
    writeFileSync(path, bytes);
    expect(() => backUp(path, join(folder, "backups"), 3, NOW)).toThrow(/malformed|damaged/);
    expect(readdirSync(join(folder, "backups"))).toEqual([]);
  });
});

describe("restore", () => {
  test("restoring brings the backup's rows back and keeps the former database", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    await put(db, "old");
    const { file } = backUp(path, folder, 3, NOW);
    await put(db, "new");
    db.close();
    const replaced = restoreFrom(file, path, NOW);
    expect(keys(tempDb(path))).toEqual(["old"]);
    expect(keys(tempDb(replaced ?? ""))).toEqual(["new", "old"]);
  });

  test("restoring a file that is no backup changes nothing", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    await put(db, "mine");
    writeFileSync(join(folder, "letter"), "not a database ".repeat(500));
    expect(() => restoreFrom(join(folder, "letter"), path, NOW)).toThrow("not a database");
    expect(() => restoreFrom(join(folder, "none"), path, NOW)).toThrow("there is no file");
    expect(keys(db)).toEqual(["mine"]);
  });

  test("restoring works when there is no database yet", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    await put(db, "mine");
    const { file } = backUp(db.path, folder, 3, NOW);
    expect(restoreFrom(file, join(folder, "b.db"), NOW)).toBeNull();
    expect(keys(tempDb(join(folder, "b.db")))).toEqual(["mine"]);
  });
});
