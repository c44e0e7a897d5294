import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { figuresApi } from "../../src/desk/figures.ts";
import { productsApi } from "../../src/desk/products.ts";
import { weekApi, withRetelling } from "../../src/desk/week.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { insertAlert } from "../../src/store/tables/alerts.ts";
import { storeNew } from "../support/items.ts";
import { personWith } from "../support/people.ts";
import { tempFolder } from "../support/temp.ts";
import { Browser, openShop } from "./shop.ts";

const ITEMS: SampleItem[] = [
  {
    id: "a",
    platform: "wb",
    rating: 2,
    text: "Очень маломерит, молния сломалась сразу.",
    productName: "Худи «Облако»",
  },
  { id: "b", platform: "ozon", rating: 1, text: "Худи маленькое, молнию заедает.", productName: "Худи «Облако»" },
  { id: "c", platform: "wb", rating: 1, text: "Мал размер, и молния тугая.", productName: "Худи «Облако»" },
  { id: "d", platform: "wb", rating: 5, text: "Шапка тёплая, спасибо!", productName: "Шапка «Мох»" },
];

test("SKUs that the products file has in one row are one product, the worst stands first, and its page tells what recurs", async () => {
  const file = join(tempFolder(), "products.csv");
  writeFileSync(file, "Артикул продавца;Артикул WB;Ozon SKU\nОМ-20817;w-1;o-1\nОМ-20817;w-2;\nОМ-31002;w-3;\n");
  const { app, url } = await openShop(ITEMS, { knowledge: { products_file: file } });
  await personWith(app, "marina", "manager");
  const skus = { "Очень%": "w-1", "Худи%": "O-1", "Мал%": "w-2", "Шапка%": "w-3" };
  await app.db.write((tx) => {
    for (const [text, sku] of Object.entries(skus))
      tx.statement("update items set sku = ?, brand_id = 'ohana_market' where client_text like ?").run(sku, text);
  });
  const browser = new Browser(url);
  await browser.signIn("marina");
  const list = (await browser.get("/products")).text;
  expect(list).toMatch(
    /за 90 дней: 2\..*<tbody>.*Худи «Облако».*ОМ-20817.*<b class="bad">1,3<\/b>.*Шапка «Мох».*ОМ-31002/s,
  );
  expect(list).toMatch(/aria-label="5★ 0 %, 4★ 0 %, 3★ 0 %, 2★ 33 %, 1★ 67 %"/);
  expect((await browser.get("/products?q=мох")).text).not.toContain("Облако");
  expect((await browser.get("/products?q=20817")).text).toContain("Облако");
  expect((await browser.get("/products?mp=ym")).text).toContain("По этому отбору товаров нет.");
  const path = /href="(\/products\/one[^"]*)"/.exec(list)![1]!.replaceAll("&amp;", "&");
  const page = (await browser.get(path)).text;
  for (const words of ["маломерит, 3 раза", "молния, 3 раза", "w-1", "w-2", "O-1", "молнию заедает"]) {
    expect(page).toContain(words);
  }
  expect(page).not.toContain("Шапка");
  expect((await browser.get("/products/one?mp=wb&brand=ohana_market&sku=unknown")).status).toBe(404);
  // Three complaints of one kind within the week stand above the table, with their words.
  await app.db.write((tx) => {
    const analysis = JSON.stringify({
      sentiment: "negative",
      category: "quality",
      attention: [],
      tags: [],
      key_points: [],
    });
    const lately = "update items set created_at = ?, ai_analysis = ? where sku in ('w-1', 'w-2', 'O-1')";
    tx.statement(lately).run(app.clock.now(), analysis);
  });
  expect((await browser.get("/products")).text).toMatch(
    /<b>Худи «Облако»:<\/b> за неделю 3 жалобы на тему «качество», до этого ни одной\..*<q>[^<]*молни/s,
  );
});

test("the week in words has a heading for each part, and is about the person's brands alone", async () => {
  const { app, url } = await openShop([]);
  await personWith(app, "marina", "manager", ["ohana_market"]);
  await personWith(app, "boris", "manager", ["ohana_kids"]);
  const created = app.clock.now() - 1;
  const analysis = JSON.stringify({ sentiment: "negative", category: "packaging" });
  await app.db.write((tx) => {
    for (let i = 0; i < 3; i++) {
      const item = { sku: "m", productName: "Мох <b>", brandId: "ohana_market", rating: 1, createdAt: created };
      tx.statement("update items set ai_analysis = ? where id = ?").run(analysis, storeNew(tx, item));
    }
  });
  const [mine, other] = [new Browser(url), new Browser(url)];
  await mine.signIn("marina");
  await other.signIn("boris");
  expect((await mine.get("/products")).text).toContain('href="/products/week"');
  const { text } = await mine.get("/products/week");
  expect(text).toMatch(/<h2>Охана Маркет, неделя \d\d\.\d\d – \d\d\.\d\d<\/h2><p>Обращений от покупателей: 0/);
  expect(text).toContain("<h3>Заметно за 7 дней</h3><p>Мох &lt;b&gt;: за неделю 3 жалобы");
  expect(text).not.toContain("нейросети, по числам");
  const [week] = await weekApi({ ...app, products: productsApi(app), figures: figuresApi(app) }).of(["ohana_market"]);
  const said = withRetelling(week!.text!, "Написали 0 раз, <i>ждёт решения 3</i>.");
  const event = { kind: "weekly", brand: "ohana_market", monday: week!.from, text: said } as const;
  await app.db.write((tx) => insertAlert(tx, event, app.clock.now()));
  expect((await mine.get("/products/week")).text).toMatch(
    /<p class="dim">Пересказ нейросети, по числам на \d\d\.\d\d \d\d:\d\d: Написали 0 раз, &lt;i&gt;ждёт решения 3&lt;\/i&gt;\.<\/p>/,
  );
  const theirs = (await other.get("/products/week")).text;
  expect(theirs).toContain("никто не писал");
  expect(theirs).not.toContain("Мох");
});
