import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openDb, q } from "../../src/store/db.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

function codeOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "opened";
}

describe("database", () => {
  test("the database is opened in WAL with a flush at every commit, also when it is reopened", () => {
    const path = join(tempFolder(), "a.db");
    for (let i = 0; i < 2; i++) {
      const db = tempDb(path);
      expect(db.statement("pragma journal_mode").pluck().get()).toBe("wal");
      expect(db.statement("pragma synchronous").pluck().get()).toBe(2);
      expect(db.statement("pragma foreign_keys").pluck().get()).toBe(1);
      db.close();
    }
  });

  test("a database written by a newer version is refused and left alone", () => {
    const path = join(tempFolder(), "a.db");
    tempDb(path).close();
    const raw = new BetterSqlite3(path);
    raw.pragma("user_version = 99");
    raw.close();
    expect(() => openDb(path)).toThrow("newer version (schema 99");
    expect(codeOf(() => openDb(path))).toBe("store.newer_schema");
  });

  test("another program's database is refused", () => {
    const path = join(tempFolder(), "a.db");
    const raw = new BetterSqlite3(path);
    raw.exec("create table theirs (x)");
    raw.close();
    expect(codeOf(() => openDb(path))).toBe("store.foreign");
  });

  test("a file that is not a database is refused", () => {
    const path = join(tempFolder(), "a.db");
    writeFileSync(path, "A letter to my mother, kept under the wrong name. ".repeat(100));
    expect(codeOf(() => openDb(path))).toBe("store.notadb");
  });

  test("a missing folder is refused with the command that creates it", () => {
    expect(codeOf(() => openDb(join(tempFolder(), "none", "a.db")))).toBe("store.no_folder");
  });

  test("a damaged database is refused as damaged", async () => {
    const folder = tempFolder();
    const path = join(folder, "a.db");
    const db = tempDb(path);
    await db.write((tx) => {
      for (let i = 0; i < 2000; i++) tx.run(q.insertInto("meta").values({ key: `key ${i}`, value: "x".repeat(100) }));
    });
    db.close();
    const broken = join(folder, "b.db");
    copyFileSync(path, broken);
    const bytes = Buffer.alloc(4096 * 3, 0xff);
    writeFileSync(broken, bytes, { flag: "r+" });
    expect(codeOf(() => openDb(broken))).toMatch(/^store\.(notadb|corrupt)$/);
  });
});

describe("write transactions", () => {
  test("writes of job listeners join the transaction, and a listener that fails does not undo it", async () => {
    const db = tempDb();
    const add = "insert into meta (key, value) values (?, '1')";
    let joined: Promise<unknown> | undefined;
    let fails = false;
    db.onJobs(() => {
      joined ??= db.write((tx) => {
        tx.statement(add).run(fails ? "refused" : "joined");
        if (fails) throw new Error("refused");
      });
    });
    let runs = 0;
    const write = (key: string): Promise<void> =>
      db.write((tx) => {
        runs++;
        tx.statement(add).run(key);
        tx.jobsChanged();
      });
    await write("first");
    await joined;
    expect(runs).toBe(1);

    joined = undefined;
    fails = true;
    await write("second");
    await expect(joined).rejects.toThrow("refused");
    // Both were undone and run once more alone, because they were in one transaction.
    expect(runs).toBe(3);
    const keys = db
      .statement("select key from meta where key in ('first', 'joined', 'second', 'refused') order by key")
      .pluck();
    expect(keys.all()).toEqual(["first", "joined", "second"]);
  });

  test("a write is committed as a whole or not at all", async () => {
    const db = tempDb();
    const failing = db.write((tx) => {
      tx.run(q.insertInto("meta").values({ key: "a", value: "1" }));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(db.all(q.selectFrom("meta").selectAll())).toEqual([]);
  });

  test("a failing write does not take down the others of its group", async () => {
    const db = tempDb();
    const insert = (key: string): Promise<number> =>
      db.write((tx) => tx.run(q.insertInto("meta").values({ key, value: "1" })));
    const results = await Promise.allSettled([insert("a"), insert("b"), insert("a"), insert("c")]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(db.all(q.selectFrom("meta").select("key")).map((row) => row.key)).toEqual(["a", "b", "c"]);
  });

  test("another connection sees a write once its promise has resolved, and not before", async () => {
    const path = join(tempFolder(), "a.db");
    const [one, two] = [tempDb(path), tempDb(path)];
    const seen = (): number => two.all(q.selectFrom("meta").selectAll()).length;
    const written = one.write((tx) => tx.run(q.insertInto("meta").values({ key: "a", value: "1" })));
    const before = two.outsideVersion();
    expect(seen()).toBe(0);
    await written;
    expect(seen()).toBe(1);
    expect(two.outsideVersion()).not.toBe(before);
  });

  test("a write holds the write lock from its first statement, so that what it has read cannot change", async () => {
    const path = join(tempFolder(), "a.db");
    const db = tempDb(path);
    const other = new BetterSqlite3(path, { timeout: 0 });
    await db.write((tx) => {
      const before = tx.all(q.selectFrom("meta").selectAll()).length;
      expect(() => other.prepare("insert into meta values ('theirs', '1')").run()).toThrow("locked");
      expect(before).toBe(0);
      tx.run(q.insertInto("meta").values({ key: "ours", value: "1" }));
    });
    other.close();
    expect(db.all(q.selectFrom("meta").select("key"))).toEqual([{ key: "ours" }]);
  });

  test("a write that waits when the database is closed is still committed", async () => {
    const path = join(tempFolder(), "a.db");
    const db = tempDb(path);
    const written = db.write((tx) => tx.run(q.insertInto("meta").values({ key: "a", value: "1" })));
    db.close();
    await written;
    expect(tempDb(path).all(q.selectFrom("meta").selectAll())).toHaveLength(1);
  });

  test("the database refuses an unknown item state and a running job without an owner", async () => {
    const db = tempDb();
    const raw = (sql: string): Promise<unknown> => db.write((tx) => tx.statement(sql).run());
    await expect(
      raw(
        "insert into jobs (kind, lane, args, priority, state, run_at, attempt, excused, crashes, max_attempts, created_at) values ('a','ai','{}',0,'running',0,0,0,0,1,0)",
      ),
    ).rejects.toThrow("CHECK");
    await expect(
      raw(
        "insert into jobs (kind, lane, args, priority, state, run_at, attempt, excused, crashes, max_attempts, created_at) values ('a','ai','{}',0,'lost',0,0,0,0,1,0)",
      ),
    ).rejects.toThrow("CHECK");
  });
});
