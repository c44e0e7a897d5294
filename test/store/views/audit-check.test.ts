import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { DAY_MS } from "../../../src/base/clock.ts";
import type { Db } from "../../../src/store/db.ts";
import { backUp, restoreFrom } from "../../../src/store/sqlite/backup.ts";
import { MIGRATIONS, migrationSql } from "../../../src/store/sqlite/migrate.ts";
import { archiveBatch } from "../../../src/store/tables/archive.ts";
import { insertAudit, type AuditEntry } from "../../../src/store/tables/audit.ts";
import { pruneRecords } from "../../../src/store/tables/retention.ts";
import { checkAudit } from "../../../src/store/views/audit-check.ts";
import { fillYears } from "../../support/years.ts";
import { tempDb, tempFolder } from "../../support/temp.ts";

const entry = (action: string, itemId: number | null = null): AuditEntry =>
  ({ actor: "person:anna", action, itemId, after: { text: `«${action}» \ud83d`, address: "10.0.0.1" } }) as AuditEntry;

let db: Db;

const add = (...actions: string[]): Promise<void> =>
  db.write((tx) => actions.forEach((action) => insertAudit(tx, entry(action), 1)));
const run = (sql: string): Promise<number> => db.write((tx) => tx.statement(sql).run().changes);
const faults = (last?: number): string[] => checkAudit(db, last).faults.map(({ id, fault }) => `${id} ${fault}`);

beforeEach(() => {
  db = tempDb();
});

test("each entry is chained to the one before, whichever connection wrote it", async () => {
  expect(checkAudit(db)).toEqual({ entries: 0, dropped: 0, unchained: 0, newest: null, faults: [] });
  const other = tempDb(db.path);
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => [db, other][i % 2]!.write((tx) => insertAudit(tx, entry(`n${i}`), i))),
  );
  expect(checkAudit(db)).toMatchObject({ entries: 100, newest: { id: 100 }, faults: [] });
});

test("an entry that was rolled back leaves no gap", async () => {
  const fails = db.write((tx) => {
    insertAudit(tx, entry("never"), 1);
    throw new Error("no");
  });
  await Promise.all([add("a"), expect(fails).rejects.toThrow("no"), add("b")]);
  expect(checkAudit(db)).toMatchObject({ entries: 2, newest: { id: 2 }, faults: [] });
});

test.each([
  "update audit set actor = 'person:boris' where id = 2",
  "update audit set hash = x'00' where id = 2",
  "delete from audit where id = 2",
  "delete from audit",
  "insert or replace into audit (id, at, actor, action) values (2, 1, 'person:boris', 'sign_in')",
  "insert into audit_dropped (id, hash) values (2, x'00')",
  "insert into audit_dropped (id, hash) select id, hash from audit where id = 4",
])("the database itself refuses: %s", async (sql) => {
  await add("a", "b", "c");
  await db.write((tx) => insertAudit(tx, entry("approve", 1), 1));
  await expect(run(sql)).rejects.toThrow(/append-only/);
  expect(checkAudit(db)).toMatchObject({ entries: 4, faults: [] });
});

describe("what was done past the program and its triggers is found", () => {
  const swap = ["at", "actor", "action", "before", "after", "salt", "hash"];
  const moved = swap.map((name) => `${name} = (select ${name} from audit_copy c where c.id = 7 - audit.id)`);
  const cases: [what: string, sql: string[], found: string[]][] = [
    ["a changed entry", ["update audit set after = '{}' where id = 3"], ["3 changed"]],
    ["a changed hash", ["update audit set hash = zeroblob(32) where id = 3"], ["3 changed", "4 changed"]],
    ["a deleted entry", ["delete from audit where id = 3"], ["3 missing"]],
    ["a deleted newest entry", ["delete from audit where id = 6"], ["6 missing"]],
    [
      "two that changed places",
      [`create table audit_copy as select * from audit`, `update audit set ${moved.join(", ")} where id in (3, 4)`],
      ["3 changed", "4 changed", "5 changed"],
    ],
    [
      "one that was put between",
      [
        "update audit set id = -id - 1 where id > 2",
        "update audit set id = -id where id < 0",
        "insert into audit (id, at, actor, action, hash) values (3, 1, 'person:boris', 'pause', zeroblob(32))",
      ],
      ["3 changed", "4 changed", "5 changed", "6 changed", "7 changed"],
    ],
    [
      "one without a hash that was put between",
      ["update audit set hash = null where id = 3", "update audit set action = 'x' where id = 3"],
      ["3 foreign"],
    ],
    [
      "one that is there twice",
      ["insert into audit_archive select id, at, actor, action, 1, before, after, salt, hash from audit where id = 3"],
      ["3 double"],
    ],
  ];

  test.each(cases)("%s", async (_, sql, found) => {
    await add("a", "b", "c", "d", "e", "f");
    const raw = new BetterSqlite3(db.path);
    const triggers = raw.prepare("select name from sqlite_schema where type = 'trigger'").pluck().all() as string[];
    for (const name of triggers.filter((name) => name.startsWith("audit"))) raw.exec(`drop trigger ${name}`);
    raw.pragma("foreign_keys = off");
    for (const statement of sql) raw.exec(statement);
    raw.close();
    expect(faults()).toEqual(found);
  });
});

test("an entry after a deleted newest one does not hide it", async () => {
  await add("a", "b");
  await run("drop trigger audit_is_not_deleted");
  await run("delete from audit where id = 2");
  await add("c");
  expect(faults()).toEqual(["2 missing"]);
});

test("a look at the newest entries alone finds what is wrong among them", async () => {
  await add("a", "b", "c", "d");
  await run("drop trigger audit_is_not_changed");
  await run("update audit set at = 5 where id in (1, 4)");
  expect(faults(2)).toEqual(["4 changed"]);
  expect(checkAudit(db, 2).entries).toBe(2);
});

test("the log stays whole when the retention deletes out of its middle, and what is left gives no address away", async () => {
  await add("sign_in", "pause", "sign_in", "resume");
  expect(await db.write((tx) => pruneRecords(tx, 100 * DAY_MS, 1))).toBe(1);
  expect(await db.write((tx) => pruneRecords(tx, 100 * DAY_MS, 10))).toBe(1);
  await add("sign_in");
  expect(checkAudit(db)).toMatchObject({ entries: 3, dropped: 2, newest: { id: 5 }, faults: [] });
  const left = db.statement("select * from audit_dropped").all() as object[];
  expect(left.map((row) => Object.keys(row))).toEqual([
    ["id", "hash"],
    ["id", "hash"],
  ]);
  // The same entry has another hash each time, so that nobody finds its address by trying all there are.
  const twin = tempDb();
  await twin.write((tx) => insertAudit(tx, entry("sign_in"), 1));
  expect(twin.statement("select hash from audit").pluck().get()).not.toEqual((left[0] as { hash: Buffer }).hash);
});

test("archived items take their entries along, and the log stays whole", async () => {
  await fillYears(db, { items: 40, from: 1, to: 2 });
  await add("a");
  while ((await db.write((tx) => archiveBatch(tx, { before: 1e13, moderatedSince: 1e13 }, 10, 5))) > 0);
  await add("b");
  expect(db.statement("select count(*) from audit_archive where hash is null").pluck().get()).toBe(0);
  expect(db.statement("select count(*) from audit_archive").pluck().get()).toBeGreaterThan(0);
  expect(checkAudit(db)).toMatchObject({ dropped: 0, unchained: 0, faults: [] });
  await expect(run("delete from audit_archive")).rejects.toThrow(/append-only/);
  await expect(run("update audit_archive set actor = 'x'")).rejects.toThrow(/append-only/);
});

test("the log of a backup goes on where the backup ended", async () => {
  const folder = tempFolder();
  await add("a", "b");
  const { file } = await backUp(db.path, folder, 3, 1);
  const restored = join(folder, "restored.db");
  await restoreFrom(file, restored, 2);
  db = tempDb(restored);
  await add("restore");
  expect(checkAudit(db)).toMatchObject({ entries: 3, newest: { id: 3 }, faults: [] });
});

describe("the log of an earlier version", () => {
  /** With entries archived, and some deleted in the middle and at the end. */
  function older(path: string): BetterSqlite3.Database {
    const raw = new BetterSqlite3(path);
    for (const name of MIGRATIONS.slice(0, MIGRATIONS.indexOf("0028_audit_chain"))) raw.exec(migrationSql(name));
    raw.pragma("application_id = 0x52455055");
    raw.pragma(`user_version = ${MIGRATIONS.indexOf("0028_audit_chain")}`);
    for (let i = 0; i < 10; i++) raw.exec("insert into audit (at, actor, action) values (1, 'person:anna', 'pause')");
    raw.pragma("foreign_keys = off");
    raw.exec("insert into audit_archive select id, at, actor, action, 1, before, after from audit where id = 5");
    raw.exec("delete from audit where id in (1, 2, 5, 8, 10)");
    return raw;
  }

  test("is chained by the upgrade as it is", async () => {
    const path = join(tempFolder(), "a.db");
    older(path).close();
    db = tempDb(path);
    expect(checkAudit(db)).toMatchObject({ entries: 6, dropped: 4, unchained: 0, newest: { id: 10 }, faults: [] });
    await add("a");
    expect(checkAudit(db)).toMatchObject({ entries: 7, newest: { id: 11 }, faults: [] });
  });

  test("that its daemon goes on writing is chained before the next entry", async () => {
    const path = join(tempFolder(), "a.db");
    const raw = older(path);
    db = tempDb(path);
    raw.exec("insert into audit (at, actor, action) values (1, 'person:anna', 'resume')");
    raw.close();
    expect(checkAudit(db)).toMatchObject({ entries: 7, unchained: 1, newest: { id: 10 }, faults: [] });
    await add("a");
    expect(checkAudit(db)).toMatchObject({ entries: 8, unchained: 0, newest: { id: 12 }, faults: [] });
  });
});
