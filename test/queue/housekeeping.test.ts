import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { DAY_MS, HOUR_MS, systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { startHousekeeping } from "../../src/queue/housekeeping.ts";
import { openDb, type Db } from "../../src/store/db.ts";
import { shownZone } from "../../src/store/tables/product-days.ts";
import { setMeta } from "../../src/store/tables/meta.ts";
import { saveFire } from "../../src/store/tables/schedules.ts";
import { indexedFrom } from "../../src/store/tables/search-index.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { storeNew } from "../support/items.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

const configIn = (timezone: string) => ({ queue: { retention: { done: 1, failed: 1 } }, timezone });

function keepHouse(db: Db): void {
  const housekeeping = startHousekeeping({
    db,
    clock: systemClock,
    log: createLog("silent"),
    config: configIn("Asia/Tokyo"),
  });
  onTestFinished(() => housekeeping.stop());
}

/** How many of the items that say «платье» are in the index. */
function indexed(db: Db): number {
  return db.statement("select count(*) from item_words where item_words match '\"плат\"'").pluck().get() as number;
}

test("the items of an earlier version are indexed soon after the start, in several steps", async () => {
  const db = tempDb();
  await db.write((tx) => {
    for (let i = 0; i < 250; i++) storeNew(tx, { text: "Платье" });
    tx.statement("delete from item_words").run();
    setMeta(tx, "search_from", 251);
  });
  keepHouse(db);
  const seen = new Set<number>();
  await vi.waitFor(() => expect((seen.add(indexedFrom(db)), indexedFrom(db))).toBe(0), {
    timeout: 60_000,
    interval: 1,
  });
  expect([...seen].filter((from) => from > 0 && from < 251)).not.toEqual([]);
  expect(indexed(db)).toBe(250);
});

test("items that an earlier version has stored since the upgrade are indexed", async () => {
  const db = tempDb();
  await db.write((tx) => {
    for (let i = 0; i < 3; i++) storeNew(tx, { text: "Платье" });
    tx.statement("delete from item_words where rowid = 2").run();
  });
  keepHouse(db);
  await vi.waitFor(() => expect(indexed(db)).toBe(3), { timeout: 60_000, interval: 1 });
});

test("products are counted by the days of the configured time zone soon after the start, and those of UTC are gone", async () => {
  const db = tempDb();
  const evening = Math.floor(Date.now() / DAY_MS) * DAY_MS - HOUR_MS;
  await db.write((tx) => {
    for (let i = 0; i < 3; i++) storeNew(tx, { sku: "S", createdAt: evening - i * DAY_MS });
  });
  const days = () => db.statement("select zone, day, items from product_days order by day").raw().all();
  const today = evening / DAY_MS;
  const counted = (zone: number, first: number) => [0, 1, 2].map((at) => [zone, first + at, 1]);
  expect(days()).toEqual(counted(1, Math.floor(today) - 2));
  keepHouse(db);
  await vi.waitFor(() => expect(days()).toEqual(counted(2, Math.floor(today) - 1)), { timeout: 60_000, interval: 1 });
  expect(shownZone(db)).toBe("Asia/Tokyo");
});

test("the ledger of schedules keeps what the scheduler looks back at, and no more", async () => {
  const db = tempDb();
  const clock = fakeClock();
  const housekeeping = startHousekeeping({ db, clock, log: createLog("silent"), config: configIn("UTC") });
  onTestFinished(() => housekeeping.stop());
  await db.write((tx) => {
    for (const daysAgo of [30, 9, 7, 0]) {
      const at = clock.now() - daysAgo * DAY_MS;
      saveFire(tx, { schedule: "s", scheduled_at: at, recorded_at: at, outcome: "fired", reason: null, job_id: null });
    }
  });
  const kept = () => db.statement("select (? - scheduled_at) / 86400000 from schedule_fires order by 1").pluck();
  const now = clock.now();
  await clock.advance(10 * 60_000);
  expect(kept().all(now)).toEqual([0, 7]);
});

test("within a few minutes the main file holds what was written, so that a copy without its log is not hours old", async () => {
  const db = tempDb();
  const clock = fakeClock();
  const housekeeping = startHousekeeping({ db, clock, log: createLog("silent"), config: configIn("UTC") });
  onTestFinished(() => housekeeping.stop());
  await db.write((tx) => setMeta(tx, "written", 1));
  const copied = (): unknown => {
    const copy = join(tempFolder(), "copy.db");
    copyFileSync(db.path, copy);
    const main = openDb(copy, { readonly: true });
    onTestFinished(() => main.close());
    return main.statement("select value from meta where key = 'written'").pluck().get();
  };
  expect(copied()).toBeUndefined();
  await clock.advance(3 * 60_000);
  expect(copied()).toBeDefined();
});
