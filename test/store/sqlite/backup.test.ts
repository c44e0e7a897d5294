import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { backUp, restoreFrom } from "../../../src/store/sqlite/backup.ts";
import { MIGRATIONS, migrationSql } from "../../../src/store/sqlite/migrate.ts";
import { openDb, q, type Db } from "../../../src/store/db.ts";
import { insertAudit } from "../../../src/store/tables/audit.ts";
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
    const { file } = await backUp(db.path, join(folder, "backups"), 3, NOW);
    await Promise.all(writes);
    expect(file).toBe(join(folder, "backups", "reputation-20261124T010000Z.db"));
    expect(keys(tempDb(file))).toEqual(["before"]);
    expect(keys(db)).toHaveLength(51);
  });

  test("the newest backups are kept, and no unfinished file is left", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    const backups = join(folder, "backups");
    for (let hour = 0; hour < 5; hour++) await backUp(db.path, backups, 3, NOW + hour * 3_600_000);
    expect(readdirSync(backups).sort()).toEqual([3, 4, 5].map((hour) => `reputation-20261124T0${hour}0000Z.db`));
  });

  test("the copy just made is kept whatever names are in the folder, and those of a time to come are named", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    const later = ["reputation-20370101T030000Z.db", "reputation-99990101T000000Z.db"];
    for (const name of later) writeFileSync(join(folder, name), "made while the clock was wrong");
    for (let hour = 0; hour < 3; hour++) {
      const made = await backUp(db.path, folder, 2, NOW + hour * 3_600_000);
      expect(made.later).toEqual(later);
      expect(readdirSync(folder)).toContain(basename(made.file));
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("reputation-2026"))).toHaveLength(2);
  });

  test("what a backup that was ended by force has left is deleted, but not what another one is writing", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    const [old, young] = ["reputation-20261101T000000Z.db.unfinished", "reputation-20261124T005959Z.db.unfinished"];
    for (const name of [old, `${old}-journal`, young]) writeFileSync(join(folder, name), "half");
    for (const name of [old, `${old}-journal`]) utimesSync(join(folder, name), 1, 1);
    await backUp(db.path, folder, 3, NOW);
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([young]);
  });

  test("a backup is read by this user alone, whatever the umask", async () => {
    const folder = tempFolder();
    const before = process.umask(0o022);
    try {
      const { file } = await backUp(tempDb(join(folder, "a.db")).path, folder, 3, NOW);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(before);
    }
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
    await expect(backUp(path, join(folder, "backups"), 3, NOW)).rejects.toThrow(/malformed|damaged/);
    expect(readdirSync(join(folder, "backups"))).toEqual([]);
  });
});

describe("restore", () => {
  test("a backup that would give a taken id again is refused, and the database stays as it is", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    for (const name of ["first", "second"])
      await db.write((tx) => insertAudit(tx, { actor: "task:test", action: name, itemId: null }, NOW));
    const { file } = await backUp(path, join(folder, "backups"), 3, NOW);
    db.close();
    const backup = new BetterSqlite3(file);
    backup.exec("update sqlite_sequence set seq = 1 where name = 'audit'");
    backup.close();
    const before = readFileSync(path);
    await expect(restoreFrom(file, path, NOW)).rejects.toThrow("the next id is already taken in audit");
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder).filter((name) => /incoming|replaced/.test(name))).toEqual([]);
  });

  test("restoring brings the backup's rows back and keeps the former database", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    await put(db, "old");
    const { file } = await backUp(path, folder, 3, NOW);
    await put(db, "new");
    db.close();
    const replaced = await restoreFrom(file, path, NOW);
    expect(keys(tempDb(path))).toEqual(["old"]);
    expect(keys(tempDb(replaced ?? ""))).toEqual(["new", "old"]);
  });

  test("restoring a file that is no backup changes nothing", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    await put(db, "mine");
    writeFileSync(join(folder, "letter"), "not a database ".repeat(500));
    await expect(restoreFrom(join(folder, "letter"), path, NOW)).rejects.toThrow("not a database");
    await expect(restoreFrom(join(folder, "none"), path, NOW)).rejects.toThrow("there is no file");
    expect(keys(db)).toEqual(["mine"]);
  });

  test("restoring works when there is no database yet", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    await put(db, "mine");
    const { file } = await backUp(db.path, folder, 3, NOW);
    expect(await restoreFrom(file, join(folder, "b.db"), NOW)).toBeNull();
    expect(keys(tempDb(join(folder, "b.db")))).toEqual(["mine"]);
  });

  test("what stands in the write-ahead log beside the backup comes along, and the backup stays as it is", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "live.db"));
    db.checkpoint();
    await put(db, "in the log only");
    // As a copy of all files of a machine holds them.
    for (const part of ["", "-wal"]) copyFileSync(db.path + part, join(folder, `copy.db${part}`));
    const wal = readFileSync(join(folder, "copy.db-wal"));
    expect(wal.length).toBeGreaterThan(0);
    const path = join(folder, "restored.db");
    await restoreFrom(join(folder, "copy.db"), path, NOW);
    expect(keys(tempDb(path))).toContain("in the log only");
    expect(readFileSync(join(folder, "copy.db-wal")).equals(wal)).toBe(true);
  });

  test("a backup that others could read makes a database that they cannot", async () => {
    const folder = tempFolder();
    const { file } = await backUp(tempDb(join(folder, "a.db")).path, folder, 3, NOW);
    chmodSync(file, 0o644);
    await restoreFrom(file, join(folder, "b.db"), NOW);
    expect(statSync(join(folder, "b.db")).mode & 0o777).toBe(0o600);
  });

  test("a link to the database stays one, and what it points to is replaced", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "disk"));
    const db = tempDb(join(folder, "disk", "a.db"));
    await put(db, "old");
    const { file } = await backUp(db.path, folder, 3, NOW);
    await put(db, "new");
    db.close();
    symlinkSync(join("disk", "a.db"), join(folder, "link.db"));
    expect(await restoreFrom(file, join(folder, "link.db"), NOW)).toBe(join(folder, "disk", `a.db.replaced-${NOW}`));
    expect(lstatSync(join(folder, "link.db")).isSymbolicLink()).toBe(true);
    expect(keys(tempDb(join(folder, "link.db")))).toEqual(["old"]);
  });

  test.each<[string, string, string]>([
    [
      "a trigger",
      "create trigger evil after update on responses begin delete from audit; end",
      'trigger "evil" is not of',
    ],
    ["a view", "create view mine as select 1", 'view "mine" is not of'],
    ["an index", "create index mine on items (sku)", 'index "mine" is not of'],
    ["a table", "create table mine (x)", 'table "mine" is not of'],
    ["a column", "alter table notes add column mine text", 'table "notes" is another one'],
    ["a missing index", "drop index INDEX", "is missing"],
  ])("a backup into which somebody has put %s is refused, and so is a start on it", async (_, change, problem) => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    const { file } = await backUp(db.path, folder, 3, NOW);
    const raw = new BetterSqlite3(file);
    const index = raw.prepare("select name from sqlite_schema where type = 'index' and sql is not null").pluck().get();
    raw.exec(change.replace("INDEX", String(index)));
    raw.close();
    await expect(restoreFrom(file, join(folder, "b.db"), NOW)).rejects.toThrow(problem);
    expect(readdirSync(folder).filter((name) => name.startsWith("b.db"))).toEqual([]);
    expect(() => openDb(file, { isExact: true })).toThrow(problem);
  });

  const sneaky = "after update on responses begin delete from sessions; end";
  test.each([
    ["a trigger under a name of SQLite's", "insert into sqlite_schema values ('trigger', @name, 'responses', 0, @sql)"],
    [
      "SQL behind what looks like a comment in a name",
      `update sqlite_schema set sql = replace(sql, ';' || char(10) || 'end',
         ' "--"; delete from sessions; select 1 "x"' || char(10) || '; end') where name = 'audit_is_not_replaced'`,
    ],
  ])("a backup into which somebody has written %s is refused", async (_, change) => {
    const folder = tempFolder();
    const { file } = await backUp(tempDb(join(folder, "a.db")).path, folder, 3, NOW);
    const raw = new BetterSqlite3(file);
    raw.unsafeMode(true).pragma("writable_schema = 1");
    const name = "sqlite_t";
    const bound = change.includes("@") ? [{ name, sql: `create trigger ${name} ${sneaky}` }] : [];
    expect(raw.prepare(change).run(...bound).changes).toBe(1);
    raw.close();
    await expect(restoreFrom(file, join(folder, "b.db"), NOW)).rejects.toThrow("was changed by somebody else");
  });

  test("what Litestream and SQLite keep for themselves in it is no change by others", async () => {
    const folder = tempFolder();
    const db = tempDb(join(folder, "a.db"));
    const { file } = await backUp(db.path, folder, 3, NOW);
    const raw = new BetterSqlite3(file);
    raw.exec("create table _litestream_seq (id integer primary key, seq integer); analyze");
    raw.close();
    expect(await restoreFrom(file, join(folder, "b.db"), NOW)).toBeNull();
  });

  test("a backup of an earlier version is compared with what that version made", async () => {
    const folder = tempFolder();
    const old = new BetterSqlite3(join(folder, "old.db"));
    for (const name of MIGRATIONS.slice(0, 12)) old.exec(migrationSql(name));
    old.pragma("application_id = 0x52455055");
    old.pragma("user_version = 12");
    old.close();
    await restoreFrom(join(folder, "old.db"), join(folder, "b.db"), NOW);
    openDb(join(folder, "b.db"), { isExact: true }).close();
  });

  test.each(["", "-journal"])("an empty file%s is refused", async (part) => {
    const folder = tempFolder();
    writeFileSync(join(folder, `empty.db`), "");
    if (part !== "") writeFileSync(join(folder, `empty.db${part}`), "");
    await expect(restoreFrom(join(folder, "empty.db"), join(folder, "b.db"), NOW)).rejects.toThrow(
      "no database of this program",
    );
    await expect(restoreFrom(folder, join(folder, "b.db"), NOW)).rejects.toThrow("there is no file");
  });
});
