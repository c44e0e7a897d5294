import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDb, type Db } from "../../src/store/db.ts";
import { backUp, restoreFrom } from "../../src/store/sqlite/backup.ts";
import { copyLagMs } from "../../src/store/sqlite/litestream.ts";
import { setMeta } from "../../src/store/tables/meta.ts";
import { replicate, restoreReplica, type Replication } from "../support/litestream.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

const NOW = Date.UTC(2026, 10, 24);

function start(database: string, folder: string): Replication {
  const litestream = replicate(database, folder);
  onTestFinished(async () => {
    litestream.kill("SIGKILL");
    await litestream.ended;
  });
  return litestream;
}

/** What a key holds in a copy that is restored now; undefined when there is no whole copy yet. */
async function inCopy(replica: string): Promise<number | undefined> {
  const file = join(tempFolder(), "copy.db");
  try {
    await restoreReplica(replica, file);
  } catch {
    return undefined;
  }
  const copy = openDb(file, { readonly: true, isExact: true });
  expect(copy.statement("pragma integrity_check").pluck().get()).toBe("ok");
  const value = copy.statement("select count(*) from meta where key like 'n%'").pluck().get() as number;
  copy.close();
  return value;
}

async function write(db: Db, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at++) await db.write((tx) => setMeta(tx, `n${at}`, "x".repeat(3000)));
}

test("what is written while Litestream copies the database is in the copy, whatever we do to the log meanwhile", async () => {
  const folder = tempFolder();
  const replica = join(folder, "replica");
  const db = tempDb(join(folder, "shop.db"));
  await write(db, 0, 20);
  const first = start(db.path, replica);
  await expect.poll(() => inCopy(replica), { interval: 250 }).toBe(20);

  await write(db, 20, 40);
  const before = db.walBytes();
  db.checkpoint();
  expect(db.walBytes(), "a log that Litestream still reads is not emptied").toBe(before);
  const { file } = await backUp(db.path, join(folder, "backups"), 3, NOW);
  await expect.poll(() => inCopy(replica), { interval: 250 }).toBe(40);

  // Litestream dies, and the log is written from its beginning again before it comes back.
  first.kill("SIGKILL");
  await first.ended;
  await write(db, 40, 60);
  expect(copyLagMs(db.path, Date.now())).toBe(0);
  utimesSync(`${db.path}-wal`, new Date(), new Date(Date.now() + 10_000));
  expect(copyLagMs(db.path, Date.now() + 10_000)).toBeGreaterThanOrEqual(10_000);
  db.copyLog();
  await write(db, 60, 63);
  start(db.path, replica);
  await expect.poll(() => inCopy(replica), { interval: 250 }).toBe(63);
  await expect.poll(() => copyLagMs(db.path, Date.now())).toBe(0);

  const other = join(folder, "other.db");
  expect(await restoreFrom(file, other, NOW)).toBeNull();
  openDb(other, { isExact: true }).close();
});

test("a restore keeps what Litestream has noted with the file that it was noted about", async () => {
  const folder = tempFolder();
  const db = tempDb(join(folder, "shop.db"));
  const { file } = await backUp(db.path, join(folder, "backups"), 3, NOW);
  const litestream = start(db.path, join(folder, "replica"));
  await expect.poll(() => existsSync(join(folder, ".shop.db-litestream", "generation"))).toBe(true);
  litestream.kill("SIGTERM");
  await litestream.ended;
  db.close();
  await restoreFrom(file, db.path, NOW);
  expect(existsSync(join(folder, ".shop.db-litestream"))).toBe(false);
  expect(existsSync(join(folder, `.shop.db.replaced-${NOW}-litestream`, "generation"))).toBe(true);
});
