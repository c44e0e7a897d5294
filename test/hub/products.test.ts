import { expect, test } from "vitest";
import { DAY_MS } from "../../src/base/clock.ts";
import { splitRef } from "../../src/domain/item-ref.ts";
import { PRODUCT_SORTS, productsApi, type ProductDocument } from "../../src/desk/products.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { cutProxy } from "../support/cut-proxy.ts";
import { startGate } from "../support/gate.ts";
import { olderCell, openCellShop, openHubOver } from "./cells.ts";

type Told = [sku: string, stars: number, daysAgo: number, text: string];

const reviews = (from: string, told: Told[]): SampleItem[] =>
  told.map(([sku, rating, daysAgo, text], i) => ({
    id: `${from}${i}`,
    platform: "wb",
    sku,
    productName: `Рубашка ${sku}`,
    rating,
    text,
    createdAt: Date.now() - daysAgo * DAY_MS - i * 1000,
  }));
const times = (n: number, one: Told): Told[] => Array.from({ length: n }, () => one);

/** The first two products are sold in both cells. */
const WEST = reviews("w", [
  ...times(3, ["shared", 5, 3, "Отличная рубашка, ткань мягкая"]),
  ...times(2, ["shared", 1, 2, "Маломерит, размер не подошёл"]),
  ["both", 4, 10, "Хорошая вещь"],
  ...times(2, ["west", 2, 4, "Порвалась по шву через день"]),
]);
const EAST = reviews("e", [
  ...times(4, ["shared", 2, 1, "Размер маломерит, взяла на два больше"]),
  ["both", 1, 5, "Пришла грязная упаковка"],
  ...times(5, ["east", 5, 6, "Очень довольна, спасибо"]),
]);

const bare = ({ shops, name, ...one }: ProductDocument) => ({ name, ...one, shops });

test("products of two cells are what one daemon with the items of both would show, in every order, and on a page of one", async () => {
  const [west, east, both] = await Promise.all([
    openCellShop(WEST),
    openCellShop(EAST),
    openCellShop([...WEST, ...EAST]),
  ]);
  const { hub } = await openHubOver({ west: west.url, east: east.url });
  const { products } = hub.products;
  const { db, clock } = both.app;
  const one = productsApi({ db, clock });
  for (const sort of PRODUCT_SORTS) {
    for (const query of [{}, { q: "рубашка east" }, { days: 5 }]) {
      const asked = { days: 90, sort, skip: 0, limit: 3, ...query };
      const [here, there] = [await products.list(asked, null), await one.list(asked, null)];
      expect({ ...here, products: here.products.map(bare) }).toEqual({ ...there, products: there.products.map(bare) });
      expect(there.total).toBe("q" in query ? 1 : "days" in query ? 2 : 4);
    }
  }
  const key = (await one.list({ days: 90, sort: "reviews", skip: 0, limit: 1 }, null)).products[0]!.shops[0]!;
  expect(key.reviews).toBe(9);
  const texts = (page: Awaited<ReturnType<typeof one.one>>) => ({
    ...page,
    newest: page?.newest.map(({ client_text: text, created_at: at }) => [at, text]),
  });
  expect(texts(await products.one(key, 90, null))).toEqual(texts(await one.one(key, 90, null)));
  const signals = await products.signals(null);
  expect(signals.map(({ signal, shops, name }) => [signal, shops, name])).toEqual(
    (await one.signals(null)).map(({ signal, shops, name }) => [signal, shops, name]),
  );
  // Each quote leads to the item that says so, in its own cell.
  for (const { quotes } of signals) {
    for (const { id, text } of quotes) {
      const item = await hub.items.get(id, null);
      expect("refused" in item ? item.refused : item.client_text).toContain(text);
    }
  }
  expect(new Set(signals.flatMap(({ quotes }) => quotes.map(({ id }) => splitRef(id).cell)))).toContain("east");
  // In neither cell alone are there as many.
  expect(signals[0]).toMatchObject({ signal: { kind: "complaint", category: "sizing", count: 6 } });
});

test("pages of the products name the cell that is away and lead to items by their cells; a file needs all of them", async () => {
  const [west, east] = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
  let isCut = false;
  const way = await cutProxy(east.url, (_, path) => (isCut && path.includes("/product_") ? "cut before" : "pass"));
  const hub = await openHubOver({ west: west.url, east: way });
  const marina = await hub.browserOf("marina");
  const list = (await marina.get("/products")).text;
  expect(list).not.toContain("не отвечают");
  expect(list).toMatch(/href="\/inbox\/(?:west|east):\d+\?tab=all"/);
  expect((await marina.post("/export/products.csv", {})).text).toContain("Рубашка shared");
  expect((await marina.get("/products/week")).status).toBe(200);
  const page = /href="(\/products\/one\?[^"]*sku=west[^"]*)"/.exec(list)![1]!.replaceAll("&amp;", "&");
  expect((await marina.get(page)).text).toMatch(/href="\/inbox\/west:\d+/);
  isCut = true;
  const partly = (await marina.get("/products")).text;
  expect(partly).toContain("ячейки «EAST» сейчас не отвечают");
  expect(partly).toContain("Рубашка shared");
  expect(partly).not.toContain("Рубашка east");
  // Nobody knows whether it is there: it is not said to be unknown.
  expect((await marina.get(page.replace("sku=west", "sku=east"))).status).toBe(503);
  expect((await marina.get(page.replace("sku=west", "sku=none"))).status).toBe(503);
  expect((await marina.post("/export/products.csv", {})).status).toBe(503);
});

test("the week of a brand counts what waits of it alone, and says that its cell is away when none tells", async () => {
  const west = await openCellShop(WEST);
  const { hub } = await openHubOver({ west: west.url });
  await west.app.db.write((tx) => tx.statement("update items set brand_id = 'ohana_kids' where sku = 'west'").run());
  const [kids] = await hub.products.weeks.of(["ohana_kids"]);
  expect(kids?.text).toMatch(/Сейчас ждут решения 2[^0-9]/);
  await west.close();
  await expect
    .poll(() => hub.products.weeks.of(["ohana_kids"]))
    .toMatchObject([{ text: null, absent: { away: ["WEST"] } }]);
});

test("a cell that is slow or older keeps no product page back, and another brand's products are seen nowhere", async () => {
  const [west, east] = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
  const older = await olderCell(east.url, ["product_sums", "product_trends"]);
  const hub = await openHubOver({ west: west.url, east: older });
  const marina = await hub.browserOf("marina");
  expect((await marina.get("/products")).text).toMatch(/Ячейка «EAST» этого не умеет.*Рубашка west/s);

  await west.app.db.write((tx) => tx.statement("update items set brand_id = 'ohana_kids' where sku = 'west'").run());
  const gate = await startGate(east.url);
  const slow = await openHubOver({ west: west.url, east: gate.url }, { soonMs: 10, longestMs: 300 });
  const kira = await slow.browserOf("kira", "senior", ["ohana_kids"]);
  gate.hold(/product_shown/);
  const text = (await kira.get("/products")).text;
  gate.open();
  expect(text).toContain("Рубашка west");
  expect(text).not.toMatch(/Рубашка (?:shared|both|east)/);
});
