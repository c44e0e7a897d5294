import fc from "fast-check";
import { expect, test } from "vitest";
import { archiveBatch } from "../../src/store/tables/archive.ts";
import { chooseProductZone, countProductDay, shownZone } from "../../src/store/tables/product-days.ts";
import type { Reader, Tx } from "../../src/store/db.ts";
import { storeNew } from "../support/items.ts";
import { tempDb } from "../support/temp.ts";

const [MINUTE, DAY] = [60_000, 86_400_000];
const NOW = Date.parse("2026-04-08T12:34:56Z");
/** In all but the first, clocks were changed within the hundred days before `NOW`, in some by half an hour or at midnight. */
const ZONES = [
  "Europe/Moscow",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "America/Havana",
  "Asia/Beirut",
  "America/Santiago",
];
/** Moments at which one of these zones changed its clocks. */
const CHANGES = [
  "2026-02-15T02:00Z",
  "2026-03-08T05:00Z",
  "2026-03-08T07:00Z",
  "2026-03-22T02:00Z",
  "2026-03-28T22:00Z",
  "2026-03-29T01:00Z",
  "2026-04-04T15:00Z",
  "2026-04-05T03:00Z",
].map((text) => Date.parse(text));

/** Around midnight somewhere, or around a change of clocks. */
const moment = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 95 }), fc.integer({ min: 0, max: 95 }), fc.integer({ min: -2, max: 2 }))
    .map(([daysAgo, quarter, minutes]) => Math.floor(NOW / DAY - daysAgo) * DAY + (quarter * 15 + minutes) * MINUTE),
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -26 * 60, max: 26 * 60 }))
    .map(([at, by]) => at + by * MINUTE),
);
const review = fc.record({
  createdAt: moment,
  sku: fc.constantFrom("S", "M"),
  rating: fc.constantFrom(1, 2, 3, 4, 5),
});

const CHANGE_KINDS = ["new", "gone", "archived", "other time", "other stars"] as const;
const change = fc.record({ kind: fc.constantFrom(...CHANGE_KINDS), which: fc.nat(1000), to: moment });

function apply(tx: Tx, { kind, which, to }: { kind: (typeof CHANGE_KINDS)[number]; which: number; to: number }): void {
  const ids = tx.statement("select id from items order by id").pluck().all() as number[];
  const id = ids[which % Math.max(ids.length, 1)];
  if (kind === "new" || id === undefined) storeNew(tx, { sku: "S", createdAt: to, rating: 2 });
  else if (kind === "gone") tx.statement("delete from items where id = ?").run(id);
  else if (kind === "other time") tx.statement("update items set created_at = ? where id = ?").run(to, id);
  else if (kind === "other stars") tx.statement("update items set rating = 6 - rating where id = ?").run(id);
  else {
    tx.statement("update items set status = 'skipped', skip_reason = 'person' where id = ?").run(id);
    archiveBatch(tx, { before: to, moderatedSince: 0 }, 5, NOW);
  }
}

type Counts = Record<string, [items: number, ones: number, complaints: number]>;

/** Items, one star and complaints of each product and day, counted by the calendar of the engine. */
function byHand(db: Reader, timeZone: string): Counts {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const counts = new Map<string, [number, number, number]>();
  const rows = db.statement("select sku, created_at as at, rating from all_items").all();
  for (const { sku, at, rating } of rows as { sku: string; at: number; rating: number }[]) {
    const key = `${sku} ${format.format(at)}`;
    const [n, ones, complaints] = counts.get(key) ?? [0, 0, 0];
    counts.set(key, [n + 1, ones + Number(rating === 1), complaints + Number(rating <= 3)]);
  }
  return Object.fromEntries(counts);
}

const SHOWN = `select sku || ' ' || date(day * 86400, 'unixepoch'), items, r1, complaints from product_days
  where zone = (select max(zone) from product_zones where counted_from is null)`;
const shown = (db: Reader): Counts => {
  const rows = db.statement(SHOWN).raw().all() as [string, number, number, number][];
  return Object.fromEntries(rows.map(([key, ...of]) => [key, of]));
};

test("products are counted by the business's days, around midnight and changed clocks, also while another zone is being counted", async () => {
  const zones = fc.array(fc.constantFrom(...ZONES), { minLength: 2, maxLength: 2 });
  const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 20 });
  const property = fc.asyncProperty(many(review), zones, many(change), async (reviews, chosen, changes) => {
    await tempDb().write((tx) => {
      for (const one of reviews) storeNew(tx, one);
      const rest = [...changes];
      for (const zone of chosen) {
        chooseProductZone(tx, zone, NOW);
        for (let more = true; more;) {
          more = countProductDay(tx, NOW);
          const next = rest.shift();
          if (next) apply(tx, next);
          expect(shown(tx)).toEqual(byHand(tx, shownZone(tx)));
        }
        expect(shownZone(tx)).toBe(zone);
        expect(tx.statement("select count(distinct zone) from product_days").pluck().get()).toBeLessThanOrEqual(1);
      }
    });
  });
  await fc.assert(property, { numRuns: 20 });
});

test("a zone is not counted anew the next day or year, but is when its clocks turn out to be other ones", async () => {
  const db = tempDb();
  const choose = async (zone: string, now: number): Promise<number> => {
    await db.write((tx) => chooseProductZone(tx, zone, now));
    for (let more = true; more;) more = await db.write((tx) => countProductDay(tx, now));
    return db.statement("select max(zone) from product_zones").pluck().get() as number;
  };
  expect(await choose("America/New_York", NOW)).toBe(2);
  expect(await choose("America/New_York", NOW + DAY)).toBe(2);
  expect(await choose("America/New_York", NOW + 400 * DAY)).toBe(2);
  await db.write((tx) => void tx.statement("update zone_offsets set offset_ms = 0").run());
  expect(await choose("America/New_York", NOW + 400 * DAY)).toBe(3);
});
