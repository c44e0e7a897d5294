import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { terms } from "../../../src/domain/wording/russian.ts";
import type { Db } from "../../../src/store/db.ts";
import { createInboxSearch, type Found, type InboxQuery } from "../../../src/store/views/inbox-search.ts";
import { moveItem, type NewItem } from "../../../src/store/tables/items.ts";
import { storeWaiting } from "../../support/items.ts";
import { tempDb } from "../../support/temp.ts";

const names = { pending_review: "ждет решения", escalated: "передан", error: "ошибка" };
const query = (typed: string, inverse = false): InboxQuery => ({ terms: terms(typed), inverse, names });
const LIMIT = 100;

/** Stores items that wait for a person; returns their ids. */
async function store(db: Db, items: readonly Partial<NewItem>[]): Promise<number[]> {
  return db.write((tx) => items.map((item) => storeWaiting(tx, { productName: "Платье", ...item })));
}

type Search = ReturnType<typeof createInboxSearch>;

/** Calls the search, as the screen does, until everything has been examined. */
function toTheEnd(search: Search, asked: InboxQuery, version = 0, limit = LIMIT): Found {
  for (;;) {
    const found = search(asked, version, limit);
    if (found.state === "complete") return found;
  }
}

const idsOf = ({ items }: Found): number[] => items.map(({ id }) => id);

test("a search finds waiting items by anything a manager knows about them, in letters of any case", async () => {
  const db = tempDb();
  const quiet = Array.from({ length: 700 }, (): Partial<NewItem> => ({ priority: 5 }));
  await store(db, quiet);
  const [id = 0] = await store(db, [
    {
      account: "ozon-kids",
      sku: "Б-77",
      productName: "Куртка Зимняя",
      clientName: "Пётр",
      text: "Тёплая ВЕЩЬ",
      pros: "мягкая",
      cons: "Молния заедает",
    },
  ]);
  for (const typed of [
    "тепл",
    "ТЁПЛАЯ вещь",
    "вещь куртка",
    "мягк",
    "молния",
    "зимняя",
    "б-77",
    "ozon-k",
    "петр",
    `#${id}`,
  ])
    expect(idsOf(toTheEnd(createInboxSearch(db, systemClock), query(typed))), typed).toEqual([id]);
  expect(idsOf(toTheEnd(createInboxSearch(db, systemClock), query("куртка платье")))).toEqual([]);
  expect(idsOf(toTheEnd(createInboxSearch(db, systemClock), query("%")))).toEqual([]);
  expect(toTheEnd(createInboxSearch(db, systemClock), query("платье", true)).items).toHaveLength(1);
});

test("the name of a state searches for that state", async () => {
  const db = tempDb();
  const [first = 0, second = 0] = await store(db, [{}, { text: "Был передан подарок" }]);
  await db.write((tx) => moveItem(tx, first, "escalate", 0));
  const search = createInboxSearch(db, systemClock);
  expect(idsOf(toTheEnd(search, query("Передан")))).toEqual([first, second]);
  expect(idsOf(toTheEnd(search, query("передан", true)))).toEqual([]);
  expect(idsOf(toTheEnd(search, query("решения")))).toEqual([]);
});

test("one call of a search reads a bounded number of rows, however many wait and match", async () => {
  const db = tempDb();
  await store(
    db,
    Array.from({ length: 2000 }, (_, i): Partial<NewItem> => ({ createdAt: i % 7, priority: i % 3 })),
  );
  for (const asked of [query("нет такого"), query("платье"), query("платье", true)]) {
    const search = createInboxSearch(db, systemClock);
    let before = 0;
    for (let found = search(asked, 0, LIMIT); ; found = search(asked, 0, LIMIT)) {
      expect(found.looked - before).toBeLessThanOrEqual(300);
      before = found.looked;
      if (found.state === "complete") break;
    }
  }
});

test("a call of a search ends when its time is up, and the next one continues from there", async () => {
  const db = tempDb();
  await store(
    db,
    Array.from({ length: 400 }, (): Partial<NewItem> => ({})),
  );
  let now = 0;
  const slow = createInboxSearch(db, { ...systemClock, now: () => (now += 2) });
  const looked = [0, 1, 2].map(() => slow(query("нет такого"), 0, LIMIT).looked);
  expect(looked).toEqual([100, 200, 300]);
});

test("a search drops decided items at once and finds new ones without hiding the other hits", async () => {
  const db = tempDb();
  const [first = 0, second = 0] = await store(db, [{ text: "Молния" }, { text: "молния" }]);
  await store(
    db,
    Array.from({ length: 1000 }, (): Partial<NewItem> => ({ priority: 3 })),
  );
  const search = createInboxSearch(db, systemClock);
  expect(idsOf(toTheEnd(search, query("молния"), 1))).toEqual([first, second]);
  await db.write((tx) => moveItem(tx, first, "skip", 0));
  const [third = 0] = await store(db, [{ text: "МОЛНИЯ", createdAt: 1 }]);
  const found = search(query("молния"), 2, LIMIT);
  expect({ state: found.state, ids: idsOf(found) }).toEqual({ state: "renewing", ids: [second] });
  expect(idsOf(toTheEnd(search, query("молния"), 2))).toEqual([second, third]);
});

test("a search finds exactly the most urgent matching items, however they are spread", async () => {
  const drawn = fc.record({
    text: fc.constantFrom("молния", "Молния сломана", "хорошо"),
    priority: fc.integer({ min: -1, max: 2 }),
    createdAt: fc.integer({ min: 0, max: 3 }),
    state: fc.constantFrom("pending_review", "escalated", "error"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { maxLength: 700, size: "max" }), fc.boolean(), async (items, inverse) => {
      const db = tempDb();
      const ids = await store(db, items);
      const pairs = items.map((item, i) => ({ ...item, id: ids[i] ?? 0 }));
      await db.write((tx) => {
        const of = (wanted: string) => pairs.filter(({ state }) => state === wanted);
        for (const { id } of of("escalated")) moveItem(tx, id, "escalate", 0);
        for (const { id } of of("error")) {
          moveItem(tx, id, "approve", 0);
          moveItem(tx, id, "fail", 0);
        }
      });
      const wanted = pairs
        .filter(({ text }) => text.toLowerCase().includes("молния") !== inverse)
        .toSorted((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || a.id - b.id)
        .slice(0, 50);
      const found = toTheEnd(createInboxSearch(db, systemClock), query("молния", inverse), 0, 50);
      expect(idsOf(found)).toEqual(wanted.map(({ id }) => id));
      db.close();
    }),
    { numRuns: 12 },
  );
});
