/** How the lists of items are read; test/http/items-list.test.ts shows over HTTP that they are right. */
import { expect, test } from "vitest";
import { SORTS, TABS } from "../../../src/domain/tab.ts";
import type { ItemFilter } from "../../../src/store/views/item-filter.ts";
import { countTabs, itemsPage } from "../../../src/store/views/item-list.ts";
import { placeOf } from "../../../src/store/views/item-place.ts";
import { setMeta } from "../../../src/store/tables/meta.ts";
import { search } from "../../../src/store/views/search.ts";
import { explaining } from "../../support/explaining.ts";
import { storeNew, storeWaiting } from "../../support/items.ts";
import { tempDb } from "../../support/temp.ts";

/** Each filter that the index can answer. */
const FILTERS: ItemFilter[] = [
  {},
  { statuses: ["published", "error"] },
  { itemTypes: ["review"] },
  { platforms: ["wb", "ym"], ratings: [1, 2] },
  { brands: ["market"] },
  { skus: ["A-1"] },
  { categories: ["quality"] },
  { hasPhoto: true },
  { hasPhoto: false, hasText: true },
  { from: 1, before: 9e12 },
  { overdue: { before: { urgent: 1, questions: 1, rest: 1 }, of: "rest" } },
  { hits: { count: 2, ids: [3, 4], marks: Buffer.alloc(30, 1), first: 1 } },
  { hits: { count: 30, ids: null, marks: Buffer.alloc(30, 1), first: 1 }, platforms: ["wb"] },
  { hits: { count: 2, ids: [3, 4], marks: Buffer.alloc(30, 1), first: 1 }, inverse: true },
];

test("lists and counts read an index, and fetch only the rows of the page", async () => {
  const db = tempDb();
  await db.write((tx) => void Array.from({ length: 30 }, () => storeWaiting(tx)));
  const { reader, plans } = explaining(db);
  for (const filter of FILTERS) {
    for (const tab of TABS) {
      for (const sort of SORTS) itemsPage(reader, filter, { tab, sort, limit: 5, after: undefined });
      const after = { priority: 5, created_at: 0, id: 1 };
      for (const sort of SORTS) itemsPage(reader, filter, { tab, sort, limit: 5, after });
    }
    countTabs(reader, filter, TABS);
  }
  // We check the plans on items only; unsent answers are found by indexes of their own and are few.
  const reads = plans.flatMap((plan) => plan.split("; ")).filter((step) => /\bitems\b/.test(step));
  expect(reads.length).toBeGreaterThan(1000);
  for (const step of new Set(reads)) {
    expect(step).toMatch(/COVERING INDEX|USING INTEGER PRIMARY KEY/);
  }
});

test("a list is the same whether its items are looked up by id, marked as hits, or read in order", async () => {
  const db = tempDb();
  const ids = await db.write((tx) =>
    Array.from({ length: 1500 }, (_, i) => {
      const item = { priority: i % 3, createdAt: (i * 7) % 400, rating: i % 300 === 0 ? 1 : 5 };
      return i % 5 === 0 ? storeNew(tx, item) : storeWaiting(tx, item);
    }),
  );
  const found = ids.filter((id) => id % 7 !== 0);
  const marks = Buffer.alloc(ids.length);
  for (const id of found) marks[id - 1] = 1;
  const hits = { count: found.length, ids: null, marks, first: 1 };
  const filters: ItemFilter[] = [{}, { ratings: [1] }, { ratings: [5], platforms: ["wb"] }, { platforms: ["ym"] }];
  for (const filter of filters)
    for (const tab of ["all", "waiting", "new"] as const)
      for (const sort of SORTS)
        for (const after of [undefined, { priority: 1, created_at: 200, id: 700 }]) {
          const page = { tab, sort, limit: 25, after };
          const wanted = itemsPage(db, { ...filter, hits: { ...hits, ids: found } }, page);
          expect(itemsPage(db, { ...filter, hits }, page), JSON.stringify([filter, page])).toEqual(wanted);
          const everything = itemsPage(db, { ...filter, hits: { ...hits, ids } }, page);
          expect(itemsPage(db, filter, page), JSON.stringify([filter, page])).toEqual(everything);
        }
});

test("reading texts that are not in the index yet lets other work continue", async () => {
  const db = tempDb();
  await db.write((tx) => {
    Array.from({ length: 600 }, () => storeWaiting(tx));
    setMeta(tx, "search_from", 601);
  });
  let turns = 0;
  let over = false;
  const turn = (): void => {
    turns++;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  const hits = await search(db, ["хорошо"]);
  over = true;
  expect(countTabs(db, { hits }, ["waiting"])).toEqual({ waiting: { count: 600, exact: true } });
  expect(turns).toBeGreaterThanOrEqual(10);
});

test("an item's place is where the whole list has it, with its neighbours there", async () => {
  const db = tempDb();
  await db.write((tx) => {
    for (let i = 0; i < 40; i++) {
      const item = { priority: i % 3, createdAt: (i * 7) % 20, rating: (i % 5) + 1 };
      if (i % 4 === 0) storeNew(tx, item);
      else storeWaiting(tx, item);
    }
  });
  const hits = { count: 40, ids: null, marks: Buffer.alloc(40, "\x01\x01\0"), first: 1 };
  for (const filter of [{}, { ratings: [1, 4] }, { hits }, { hits: { ...hits, ids: [2, 3, 5, 8, 13, 21] } }]) {
    for (const tab of ["all", "waiting"] as const) {
      for (const sort of SORTS) {
        const list = itemsPage(db, filter, { tab, sort, limit: 100, after: undefined }).items.map(({ id }) => id);
        for (const [at, id] of list.entries()) {
          const beside = { previous: list[at - 1] ?? null, next: list[at + 1] ?? null };
          const before = { count: at, exact: true };
          expect(placeOf(db, filter, { tab, sort }, id), `${tab} ${sort} ${id}`).toEqual({
            before,
            isIn: true,
            ...beside,
          });
        }
        const others = Array.from({ length: 40 }, (_, i) => i + 1).filter((id) => !list.includes(id));
        for (const id of others) expect(placeOf(db, filter, { tab, sort }, id)?.isIn).toBe(false);
      }
    }
  }
});
