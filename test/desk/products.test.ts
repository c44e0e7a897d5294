import { describe, expect, test } from "vitest";
import { CATEGORIES } from "../../src/domain/analysis.ts";
import { ITEM_STATUSES } from "../../src/domain/item.ts";
import { fileOfProducts } from "../../src/desk/export/products-file.ts";
import { productsApi } from "../../src/desk/products.ts";
import type { ProductSignal } from "../../src/desk/product-signals.ts";
import { chooseProductZone, COUNTED_CATEGORIES, countProductDay } from "../../src/store/tables/product-days.ts";
import { archiveBatch } from "../../src/store/tables/archive.ts";
import type { Db } from "../../src/store/db.ts";
import { tempDb } from "../support/temp.ts";
import { fillYears } from "../support/years.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-04-08T12:00:00Z");
const FROM = NOW - 120 * DAY;

const STATUSES = ITEM_STATUSES.filter((status) => status !== "skipped");

/** Numbers that look random and are the same at every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** Items in states of all kinds: analysed or not, without stars, moved to another product, gone, archived. */
async function shuffled(items: number): Promise<Db> {
  const db = tempDb();
  await fillYears(db, { items, from: FROM, to: NOW });
  const roll = dice(items);
  await db.write((tx) => {
    for (let id = 1; id <= items; id += 1 + roll(2)) {
      const change = [
        () => tx.statement("update items set rating = ? where id = ?").run([null, 1, 3, 5][roll(4)], id),
        () => tx.statement("update items set sku = ? where id = ?").run([null, "S1", "S2"][roll(3)], id),
        () => tx.statement("update items set brand_id = ? where id = ?").run(["one", "two"][roll(2)], id),
        () => tx.statement("update items set created_at = created_at - ? where id = ?").run(roll(5) * DAY, id),
        () => tx.statement("update items set ai_analysis = null where id = ?").run(id),
        () => {
          const analysis = { sentiment: ["negative", "positive"][roll(2)], category: CATEGORIES[roll(7)] };
          return tx.statement("update items set ai_analysis = ? where id = ?").run(JSON.stringify(analysis), id);
        },
        () => {
          const status = STATUSES[roll(STATUSES.length)]!;
          const answered =
            "update items set status = ?, skip_reason = null, published_at = iif(?, created_at + ?, null) where id = ?";
          return tx.statement(answered).run(status, Number(status === "published"), roll(9) * 3_600_000, id);
        },
        () => tx.statement("update items set seen_at = null where id = ?").run(id),
        () =>
          tx.statement("update items set published_at = created_at - 1 where status = 'published' and id = ?").run(id),
      ][roll(9)]!;
      change();
    }
    tx.statement("delete from notes where item_id % 97 = 0").run();
    tx.statement("delete from publish_attempts where item_id % 97 = 0").run();
    tx.statement("delete from responses where item_id % 97 = 0").run();
    tx.statement(
      "delete from items where id % 97 = 0 and id not in (select item_id from audit where item_id is not null)",
    ).run();
  });
  const limits = { before: NOW - 60 * DAY, moderatedSince: NOW * 2 };
  for (let moved = 500; moved === 500;) moved = await db.write((tx) => archiveBatch(tx, limits, 500, NOW));
  return db;
}

interface Row {
  sku: string | null;
  platform: string;
  brand_id: string;
  item_type: string;
  rating: number | null;
  ai_analysis: string | null;
  status: string;
  created_at: number;
  published_at: number | null;
  seen_at: number | null;
}

const mean = (values: number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;

/** The figures of one product, counted row by row. */
function byHand(all: Row[], days: number, dayAt: (ms: number) => number) {
  const age = ({ created_at }: Row): number => dayAt(NOW) - dayAt(created_at);
  const rows = all.filter((row) => age(row) < days);
  const found = (row: Row) =>
    row.ai_analysis === null ? null : (JSON.parse(row.ai_analysis) as Record<string, string>);
  const complains = (row: Row): boolean => {
    const analysis = found(row);
    return analysis === null ? row.rating !== null && row.rating <= 3 : analysis["sentiment"] === "negative";
  };
  const complaints = rows.filter(complains);
  const answered = rows.filter(({ status, seen_at }) => status === "published" && seen_at !== null);
  const ratings = (within: Row[]): number[] => within.flatMap(({ rating }) => rating ?? []);
  const recent = ratings(all.filter((row) => age(row) < 30));
  const before = ratings(all.filter((row) => age(row) >= 30 && age(row) < 90));
  const waits = answered.map((row) => Math.max((row.published_at ?? row.created_at) - row.created_at, 0) / 60_000);
  return {
    items: rows.length,
    reviews: rows.filter(({ item_type }) => item_type === "review").length,
    rating: mean(ratings(rows)),
    stars: [1, 2, 3, 4, 5].map((n) => ratings(rows).filter((one) => one === n).length),
    complaints: complaints.length,
    categories: Object.fromEntries(
      CATEGORIES.filter((one) => one !== "other").flatMap((one) => {
        const n = complaints.filter((row) => found(row)?.["category"] === one).length;
        return n === 0 ? [] : [[one, n]];
      }),
    ),
    answered: answered.length,
    answer_min: mean(waits),
    trend: recent.length < 3 || before.length < 3 ? null : mean(recent)! - mean(before)!,
  };
}

const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 6));

describe("products", () => {
  test("the figures equal a count by hand over 5,000 items in all states, for each period", async () => {
    const db = await shuffled(5000);
    await compare(db, 90, 0);
    await db.write((tx) => {
      chooseProductZone(tx, "Asia/Kathmandu", NOW);
      while (countProductDay(tx, NOW));
    });
    for (const days of [30, 7]) await compare(db, days, 5.75 * 3_600_000);
  });
});

/** @param offset how far the zone is ahead of UTC, ms */
async function compare(db: Db, days: number, offset: number): Promise<void> {
  const dayAt = (ms: number): number => Math.floor((ms + offset) / DAY);
  const query = { days, sort: "worst", skip: 0, limit: 5000 } as const;
  const api = productsApi({ db, clock: { now: () => NOW } as never });
  const { products, total } = await api.list(query, null);
  // What is taken out as a file is the same.
  const taken = [];
  for await (const page of (await api.all({ days, sort: "worst" }, null)).pages) taken.push(...page);
  expect(taken).toEqual(products);
  const file = fileOfProducts(
    { locale: "ru", brands: [] },
    (await api.all({ days, sort: "worst" }, null)).pages,
    "jsonl",
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trim().split("\n");
  const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const columns = "sku, platform, brand_id, item_type, rating, ai_analysis, status, created_at, published_at, seen_at";
  const rows = db
    .statement(`select ${columns} from items union all select ${columns} from items_archive`)
    .all() as Row[];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.sku === null || dayAt(NOW) - dayAt(row.created_at) >= 90) continue;
    const key = `${row.platform} ${row.brand_id} ${row.sku}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const expected = new Map([...groups].map(([key, all]) => [key, byHand(all, days, dayAt)] as const));
  expect(total).toBe([...expected.values()].filter(({ items }) => items > 0).length);
  expect(total).toBeGreaterThan(days * 2);
  expect(written).toHaveLength(products.length);
  for (const [at, product] of products.entries()) {
    const shop = product.shops[0]!;
    const hand = expected.get(`${shop.platform} ${shop.brand_id} ${shop.sku}`)!;
    const categories = Object.fromEntries(product.categories.map((one) => [one.category, one.complaints]));
    expect({ ...product, categories }).toMatchObject({
      ...hand,
      rating: near(hand.rating),
      answer_min: near(hand.answer_min),
      trend: near(hand.trend),
    });
    const { items, reviews, complaints, answered, stars } = hand;
    expect(written[at]).toMatchObject({
      [`${shop.platform}_skus`]: shop.sku,
      brand_id: shop.brand_id,
      items,
      reviews,
      complaints,
      answered,
      ...Object.fromEntries(stars.map((n, star) => [`stars_${star + 1}`, n])),
      ...Object.fromEntries(COUNTED_CATEGORIES.map((name) => [`complaints_${name}`, hand.categories[name] ?? 0])),
      rating: hand.rating === null ? null : expect.closeTo(hand.rating, 2),
      complaint_share: expect.closeTo(complaints / items, 2),
    });
  }
}

describe("signals", () => {
  /** A review: how many days ago, its stars, and what it complains of; no category is no complaint. */
  type Told = [daysAgo: number, rating: number, category?: string];
  const times = (n: number, ...told: Told): Told[] => Array.from({ length: n }, () => told);

  /** What buyers wrote of each product, and what of it stands out. */
  const HISTORY: Record<string, { told: Told[]; stands: string[] }> = {
    "three in a week": { told: times(3, 6, 2, "packaging"), stands: ["complaint packaging 3 0"] },
    "three in eight days": { told: [...times(2, 0, 2, "packaging"), [7, 2, "packaging"]], stands: [] },
    "two of each": { told: [...times(2, 1, 2, "packaging"), ...times(2, 1, 3, "sizing")], stands: [] },
    "as often as ever": { told: [...times(4, 3, 3, "sizing"), ...times(12, 20, 3, "sizing")], stands: [] },
    "far more often": {
      told: [...times(40, 3, 5), ...times(12, 3, 3, "sizing"), ...times(400, 90, 5), ...times(24, 20, 3, "sizing")],
      stands: ["complaint sizing 12 2"],
    },
    "a little more often": {
      told: [...times(40, 3, 5), ...times(5, 3, 3, "sizing"), ...times(400, 90, 5), ...times(24, 20, 3, "sizing")],
      stands: [],
    },
    "many bought it": {
      told: [...times(400, 3, 5), ...times(12, 3, 3, "sizing"), ...times(400, 90, 5), ...times(24, 20, 3, "sizing")],
      stands: [],
    },
    "five of one star": { told: times(5, 2, 1, "other"), stands: ["wave 5 0"] },
    "four of one star": { told: times(4, 2, 1, "other"), stands: [] },
    "a wave about quality": { told: times(6, 0, 1, "quality"), stands: ["complaint quality 6 0", "wave 6 0"] },
    "fell by 0.3": { told: [...times(100, 40, 5), ...times(56, 10, 5), ...times(24, 10, 4)], stands: ["fell 5 4.7"] },
    "fell by 0.2": { told: [...times(100, 40, 5), ...times(64, 10, 5), ...times(16, 10, 4)], stands: [] },
    "fell, as chance brings": { told: [...times(10, 40, 5), ...times(7, 10, 5), ...times(3, 10, 4)], stands: [] },
    "fell by much, of ten": { told: [...times(10, 40, 5), ...times(10, 10, 3)], stands: ["fell 5 3"] },
    "fell, of few ratings": { told: [...times(9, 40, 5), ...times(9, 10, 2)], stands: [] },
    "fell long ago": { told: [...times(10, 95, 5), ...times(10, 10, 4)], stands: [] },
    rose: { told: [...times(10, 40, 4), ...times(10, 10, 5)], stands: [] },
  };

  const INSERT = `insert into items (account, platform, item_type, external_id, sku, product_name, brand_id, client_text,
    rating, photos, order_cancelled, ai_analysis, status, priority, raw_data, created_at, fetched_at, updated_at)
    values ('a', 'wb', 'review', ?, ?, ?, ?, ?, ?, '[]', 0, ?, 'pending_review', 10, '{}', ?, 1, 1)`;

  async function told(products: [sku: string, brand: string, told: Told[]][]): Promise<Db> {
    const db = tempDb();
    await db.write((tx) => {
      for (const [sku, brand, reviews] of products) {
        for (const [at, [daysAgo, rating, category]] of reviews.entries()) {
          const analysis = { sentiment: category ? "negative" : "positive", category: category ?? "other" };
          const text = `${sku}, отзыв ${at}: ${category ?? "хорошо"}`;
          const written = Math.floor(NOW / DAY) * DAY - daysAgo * DAY + at;
          const row = [`${brand} ${sku} ${at}`, sku, sku, brand, text, rating, JSON.stringify(analysis), written];
          tx.statement(INSERT).run(...row);
        }
      }
    });
    return db;
  }

  const clock = { now: () => NOW } as never;
  const said = ({ signal }: ProductSignal): string =>
    signal.kind === "fell"
      ? `fell ${signal.from} ${signal.to}`
      : [signal.kind, ...(signal.kind === "complaint" ? [signal.category] : []), signal.count, signal.usual].join(" ");

  test("of a made-up history all that stands out is found and nothing else, with the words behind it", async () => {
    const db = await told(Object.entries(HISTORY).map(([sku, one]) => [sku, "one", one.told]));
    const signals = await productsApi({ db, clock }).signals(null);
    const found = Object.keys(HISTORY).map((sku) => {
      return [
        sku,
        signals
          .filter(({ shops }) => shops[0]!.sku === sku)
          .map(said)
          .toSorted(),
      ];
    });
    expect(found).toEqual(Object.entries(HISTORY).map(([sku, { stands }]) => [sku, stands]));
    const packaging = signals.find(({ name }) => name === "three in a week")!;
    expect(packaging.quotes.map(({ text }) => text)).toEqual(
      [2, 1, 0].map((at) => `three in a week, отзыв ${at}: packaging`),
    );
  });

  test("sizes that are one product are counted together, and another brand's are not seen", async () => {
    const [s, m]: Told[][] = [times(2, 1, 2, "sizing"), times(1, 2, 2, "sizing")];
    const db = await told([
      ["S", "one", s!],
      ["M", "one", m!],
      ["S", "two", times(9, 1, 2, "price")],
    ]);
    const api = productsApi({ db, clock, articleOf: () => "ОМ-1" });
    expect((await api.signals(["one"])).map(said)).toEqual(["complaint sizing 3 0"]);
    expect((await api.signals(["two"])).map(said)).toEqual(["complaint price 9 0"]);
    expect(await api.signals([])).toEqual([]);
    expect(await productsApi({ db, clock }).signals(["one"])).toEqual([]);
  });
});
