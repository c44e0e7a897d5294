/** Compares the lists of items, page by page, and their counts with a plain reading of the same rows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CATEGORIES, type StoredAnalysis } from "../../src/domain/analysis.ts";
import { dayOf } from "../../src/domain/calendar.ts";
import { ITEM_STATUSES, type ItemStatus } from "../../src/domain/item.ts";
import { PLATFORMS } from "../../src/domain/platform.ts";
import { SORTS, TABS, type Sort, type Tab } from "../../src/domain/tab.ts";
import { terms } from "../../src/domain/wording/russian.ts";
import { hasAll, searchable, wantedIn } from "../../src/domain/wording/search-words.ts";
import { setMeta } from "../../src/store/tables/meta.ts";
import type { Db, Tx } from "../../src/store/db.ts";
import { parseItem, type Item } from "../../src/store/tables/items.ts";
import { testApp } from "../support/app.ts";
import { storeNew } from "../support/items.ts";
import { ADMIN, ANNA, BASE, serve, TOKENS, type Served } from "../support/served.ts";

const ZONE = "Europe/Moscow";
const HOUR = 3_600_000;
const START = Date.parse("2026-03-01T00:00:00Z");

/** The fields of an item that a filter, a tab or an order uses. */
const drawnItem = fc.record({
  platform: fc.constantFrom(...PLATFORMS),
  itemType: fc.constantFrom("review" as const, "review" as const, "question" as const),
  brandId: fc.constantFrom("ohana_kids", "ohana_market"),
  sku: fc.constantFrom("A-1", "A,2", null),
  rating: fc.option(fc.integer({ min: 1, max: 5 })),
  text: fc.constantFrom<string>("", " \n\t\u00a0", "Молния сломалась", "молния", "Хорошо"),
  pros: fc.constantFrom(null, null, "", "Мягкая"),
  photos: fc.constantFrom<string[]>([], [], ["https://a/1"]),
  // There are few values, so that many items are equal in the order.
  priority: fc.constantFrom(10, 40, 50, 140),
  createdAt: fc.integer({ min: 0, max: 4 }).map((step) => START + step * 11 * HOUR),
  status: fc.constantFrom(...ITEM_STATUSES),
  category: fc.option(fc.constantFrom(...CATEGORIES)),
  failing: fc.boolean(),
});
type DrawnItem = typeof drawnItem extends fc.Arbitrary<infer T> ? T : never;

function store(tx: Tx, { status, category, failing, ...item }: DrawnItem): number {
  const id = storeNew(tx, item);
  const analysis = category === null ? null : JSON.stringify({ category } satisfies Partial<StoredAnalysis>);
  // Any state that the tables allow, whether the program would ever reach it or not.
  const state = {
    published_at: status === "published" ? 1 : null,
    skip_reason: status === "skipped" ? "person" : null,
  };
  tx.statement(
    "update items set status = @status, ai_analysis = @analysis, published_at = @published_at, skip_reason = @skip_reason where id = @id",
  ).run({ id, status, analysis, ...state });
  tx.statement(
    `insert into responses (item_id, draft_text, status, problems, model, prompt_hash, regenerate_count, publish_error,
       publish_retry_count, edit_history, created_at, updated_at)
     values (@id, 'Спасибо', 'draft', '[]', 'm', 'h', 0, @error, 0, '[]', 0, 0)`,
  ).run({ id, error: failing ? "нет связи" : null });
  return id;
}

const some = <T extends string | number>(...of: T[]) =>
  fc.option(fc.subarray(of, { minLength: 1 }), { nil: undefined });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const day = fc.integer({ min: -1, max: 5 }).map((days) => dayOf(START + days * 24 * HOUR, ZONE));

const drawnFilter = fc
  .record({
    status: some<string>("pending_review", "error", "published", "approved"),
    item_type: some<string>("review", "question"),
    platform: some<string>(...PLATFORMS),
    brand: some("ohana_kids", "ohana_market", "none"),
    rating: some(1, 2, 5),
    rating_min: maybe(fc.integer({ min: 1, max: 5 })),
    rating_max: maybe(fc.integer({ min: 1, max: 5 })),
    sku: some("A-1", "A,2", "none"),
    category: some<string>("quality", "price", "other"),
    has_photo: maybe(fc.boolean()),
    has_text: maybe(fc.boolean()),
    from: maybe(day),
    to: maybe(day),
    q: maybe(fc.constantFrom("молнии", "МОЛНИЯ слом", "отзывы", "мягк", "нет такого")),
  })
  // Usually only one or two filters are set, so that some items are left.
  .chain((all) => fc.subarray(Object.keys(all), { maxLength: 3 }).map((keys) => only(all, keys)))
  .filter(({ from, to }) => from === undefined || to === undefined || from <= to);
type DrawnFilter = typeof drawnFilter extends fc.Arbitrary<infer T> ? T : never;

function only<T extends object>(all: T, keys: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key))) as Partial<T>;
}

type Asked = string | number | boolean;

/** The filters as a client writes them: some lists with commas, some with repeated parameters. */
function written(filter: Record<string, Asked | readonly Asked[] | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value = []] of Object.entries(filter)) {
    const all: readonly Asked[] = typeof value === "object" ? value : [value];
    const parts = key === "sku" || key > "r" || all.length === 0 ? all : [all.join(",")];
    for (const part of parts) query.append(key, String(part));
  }
  return query.toString();
}

/** Usually a tab that has more than one page. */
const drawnTab = fc.oneof(fc.constantFrom(...TABS), fc.constantFrom<Tab>("all", "waiting"));

const WAITING: readonly ItemStatus[] = ["pending_review", "escalated", "error"];

/** Whether an item belongs in the list, according to the documentation rather than the query. */
function belongs(item: Item, tab: Tab, filter: DrawnFilter, failing: ReadonlySet<number>): boolean {
  return isIn(item, tab, failing) && fits(item, filter);
}

function isIn(item: Item, tab: Tab, failing: ReadonlySet<number>): boolean {
  const waiting = WAITING.includes(item.status);
  if (tab === "all") return true;
  if (tab === "waiting") return waiting;
  if (tab === "questions") return waiting && item.item_type === "question";
  if (tab === "urgent") return waiting && item.priority >= (item.item_type === "question" ? 100 : 40);
  if (tab === "unsent") return item.status === "approved" && failing.has(item.id);
  return item.status === tab;
}

function fits(item: Item, filter: DrawnFilter): boolean {
  const among = (value: unknown, of: readonly unknown[] | undefined) => of === undefined || of.includes(value);
  const written = dayOf(item.created_at, ZONE);
  const kind = item.item_type === "question" ? "вопрос" : "отзыв";
  const said = searchable([kind, item.client_text, item.pros, item.product_name].filter(Boolean).join("\n"));
  const text = [item.client_text, item.pros, item.cons].join("").trim() !== "";
  const stars = item.rating;
  return (
    among(item.status, filter.status) &&
    among(item.item_type, filter.item_type) &&
    among(item.platform, filter.platform) &&
    among(item.brand_id, filter.brand) &&
    among(stars, filter.rating) &&
    (filter.rating_min === undefined || (stars !== null && stars >= filter.rating_min)) &&
    (filter.rating_max === undefined || (stars !== null && stars <= filter.rating_max)) &&
    among(item.sku, filter.sku) &&
    among(item.ai_analysis?.category, filter.category) &&
    among(item.photos.length > 0, filter.has_photo === undefined ? undefined : [filter.has_photo]) &&
    among(text, filter.has_text === undefined ? undefined : [filter.has_text]) &&
    (filter.from === undefined || written >= filter.from) &&
    (filter.to === undefined || written <= filter.to) &&
    hasAll(said, wantedIn(terms(filter.q ?? "")))
  );
}

const ORDERS: Record<Sort, (a: Item, b: Item) => number> = {
  urgent: (a, b) => b.priority - a.priority || a.created_at - b.created_at || a.id - b.id,
  oldest: (a, b) => a.created_at - b.created_at || a.id - b.id,
  newest: (a, b) => b.created_at - a.created_at || b.id - a.id,
};

/** A failure is reported after a minute at the latest, however far it has been shrunk. */
const RUNS = { numRuns: 15, interruptAfterTimeLimit: 60_000 };

interface Row {
  id: number;
}

/** Reads page after page to the end; `between` runs before each page but the first. */
async function walk(
  call: Served["call"],
  query: string,
  token: string,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number[]> {
  const seen: number[] = [];
  for (let cursor = ""; ;) {
    const { status, body } = await call("GET", `${BASE}/items?${query}${cursor}`, { token });
    expect(status, JSON.stringify(body)).toBe(200);
    seen.push(...(body.items as Row[]).map(({ id }) => id));
    expect(seen.length, "a walk that does not end").toBeLessThan(1000);
    if (body.next === null) return seen;
    cursor = `&cursor=${body.next as string}`;
    await between();
  }
}

const all = (db: Db): Item[] =>
  db
    .statement("select * from items")
    .all()
    .map((row) => parseItem(row as never));

async function refill(db: Db, items: readonly DrawnItem[]): Promise<Set<number>> {
  return db.write((tx) => {
    for (const table of ["responses", "items"]) tx.statement(`delete from ${table}`).run();
    return new Set(items.flatMap((item) => (item.failing ? [store(tx, item)] : (store(tx, item), []))));
  });
}

async function serveNothing(): Promise<Served> {
  return serve(await testApp({ items: [], settings: { http: TOKENS } }));
}

test("a list contains each matching item exactly once, in order, and its count is its length", async () => {
  const { app, call } = await serveNothing();
  const items = fc.array(drawnItem, { minLength: 20, maxLength: 60, size: "max" });
  const drawn = fc.record({
    filter: drawnFilter,
    tab: drawnTab,
    sort: fc.constantFrom(...SORTS),
    limit: fc.constantFrom(2, 3, 100),
    token: fc.constantFrom(ADMIN, ANNA),
  });
  let found = 0;
  const lists = fc.array(drawn, { minLength: 4, maxLength: 4 });
  const property = fc.asyncProperty(items, lists, async (items, lists) => {
    const failing = await refill(app.db, items);
    const rows = all(app.db);
    for (const { filter, tab, sort, limit, token } of lists) {
      const mine = token === ADMIN ? rows : rows.filter(({ brand_id }) => brand_id === "ohana_kids");
      const wanted = mine.filter((item) => belongs(item, tab, filter, failing)).toSorted(ORDERS[sort]);
      const query = written({ ...filter, tab, sort, limit });
      expect(await walk(call, query, token), query).toEqual(wanted.map(({ id }) => id));
      found += wanted.length;
      const first = (await call("GET", `${BASE}/items?${query}`, { token })).body;
      expect(first).toMatchObject({ total: wanted.length, exact: true });
      const { tabs } = (await call("GET", `${BASE}/items/counts?${written(filter)}`, { token })).body;
      for (const name of TABS) {
        const count = mine.filter((item) => belongs(item, name, filter, failing)).length;
        expect(tabs[name], `${name} ${query}`).toEqual({ count, exact: true });
      }
    }
  });
  await fc.assert(property, RUNS);
  expect(found).toBeGreaterThan(100);
});

test("while items arrive and are decided, no page repeats an item and none that stays is left out", async () => {
  const { app, call } = await serveNothing();
  const items = fc.array(drawnItem, { minLength: 20, maxLength: 50, size: "max" });
  const change = fc.record({
    coming: fc.array(drawnItem, { maxLength: 3 }),
    decided: fc.array(fc.nat(), { maxLength: 3 }),
    action: fc.constantFrom("skip", "escalate", "approve"),
  });
  const property = fc.asyncProperty(
    items,
    fc.array(change, { minLength: 5, maxLength: 5 }),
    fc.constantFrom<Tab>("waiting", "all", "pending_review"),
    fc.constantFrom(...SORTS),
    async (items, changes, tab, sort) => {
      await refill(app.db, items);
      const inList = () => all(app.db).filter((item) => isIn(item, tab, new Set()));
      let staying = new Set(inList().map(({ id }) => id));
      let page = 0;
      const seen = await walk(call, written({ tab, sort, limit: 4 }), ADMIN, async () => {
        const { coming, decided, action } = changes[page++ % changes.length]!;
        const ids = all(app.db).map(({ id }) => id);
        await app.db.write((tx) => coming.forEach((item) => store(tx, item)));
        for (const at of decided) await call("POST", `${BASE}/items/${ids[at % ids.length]}/${action}`);
        const left = new Set(inList().map(({ id }) => id));
        staying = new Set([...staying].filter((id) => left.has(id)));
      });
      expect(new Set(seen).size).toBe(seen.length);
      for (const id of staying) expect(seen).toContain(id);
    },
  );
  await fc.assert(property, RUNS);
});

test("a cursor of another list, or a damaged one, is refused", async () => {
  const { app, call } = await serveNothing();
  await refill(app.db, fc.sample(drawnItem, { numRuns: 60, seed: 3 }));
  const cursorOf = async (query: string, token: string): Promise<string> => {
    return (await call("GET", `${BASE}/items?${query}`, { token })).body.next as string;
  };
  const mine = await cursorOf("limit=2&sort=newest", ANNA);
  const status = async (query: string, token = ANNA) => (await call("GET", `${BASE}/items?${query}`, { token })).status;
  expect(await status(`limit=2&sort=newest&cursor=${mine}`)).toBe(200);
  expect(await status(`limit=50&sort=newest&cursor=${mine}`), "a page of another length").toBe(200);
  expect(await status(`limit=2&sort=oldest&cursor=${mine}`), "another sort").toBe(400);
  expect(await status(`limit=2&sort=newest&rating=1&cursor=${mine}`), "another filter").toBe(400);
  expect(await status(`limit=2&sort=newest&tab=waiting&cursor=${mine}`), "another tab").toBe(400);
  expect(await status(`limit=2&sort=newest&cursor=${mine}`, ADMIN), "another one's brands").toBe(400);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), changed(mine)), async (junk) => {
      const { status, body } = await call("GET", `${BASE}/items?sort=newest&cursor=${encodeURIComponent(junk)}`);
      expect(status).toBe(400);
      expect(body.error).toContain("cursor");
    }),
    { numRuns: 60 },
  );
});

test("no list is counted beyond ten thousand", async () => {
  const { app, call } = await serveNothing();
  const ids = await refill(app.db, []);
  expect(ids.size).toBe(0);
  await app.db.write((tx) => {
    store(tx, { ...fc.sample(drawnItem, { numRuns: 1, seed: 1 })[0]!, status: "pending_review", text: "Молния" });
    const columns = Object.keys(tx.statement("select * from items").get() as object).filter((name) => name !== "id");
    const others = columns.map((name) => (name === "external_id" ? "external_id || n" : name)).join(", ");
    tx.statement(
      `insert into items (${columns.join(", ")})
       with recursive c (n) as (select 1 union all select n + 1 from c where n < 10000) select ${others} from items, c`,
    ).run();
    setMeta(tx, "search_from", Number.MAX_SAFE_INTEGER);
  });
  for (const query of ["limit=1", `limit=1&q=${encodeURIComponent("молния")}`]) {
    expect((await call("GET", `${BASE}/items?${query}`)).body).toMatchObject({ total: 10_000, exact: false });
    const { tabs } = (await call("GET", `${BASE}/items/counts?${query.replace(/limit=1&?/, "")}`)).body;
    expect(tabs).toMatchObject({
      all: { count: 10_000, exact: false },
      pending_review: { count: 10_000, exact: false },
      skipped: { count: 0, exact: true },
    });
  }
  await app.db.write((tx) => void tx.statement("delete from items where id = (select max(id) from items)").run());
  expect((await call("GET", `${BASE}/items?limit=1`)).body).toMatchObject({ total: 10_000, exact: true });
});

/** A cursor in which one letter is replaced by another. */
function changed(cursor: string): fc.Arbitrary<string> {
  const letter = fc.constantFrom("A", "B", "x", "z", "0", "9", "-", "_");
  return fc
    .tuple(fc.nat(cursor.length - 1), letter)
    .map(([at, letter]) => cursor.slice(0, at) + letter + cursor.slice(at + 1))
    .filter((text) => text !== cursor);
}
