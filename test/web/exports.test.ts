import { readSheet } from "read-excel-file/node";
import { expect, test } from "vitest";
import { readXlsx } from "../../src/base/files/xlsx.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const ITEMS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 1, text: "=cmd|' /C calc'!A0 порвалась сразу" },
  { id: "b", platform: "wb", rating: 3, text: "Мал на два размера." },
  { id: "c", platform: "wb", rating: 5, text: "Свитер тёплый." },
  { id: "d", platform: "ozon", rating: 2, text: "Брюки длинные." },
  { id: "e", platform: "ozon", rating: 1, text: "Чужой отзыв о тапках." },
];

test("a list is taken out as it is filtered, without another brand's items, and the audit log says by whom", async () => {
  const { app, url } = await openShop(ITEMS, { approval: { undo_window: "0s", rules: [] } });
  const idOf = (text: string) =>
    app.db.statement("select id from items where client_text like ?").pluck().get(`%${text}%`) as number;
  app.db.statement("update items set brand_id = 'ohana_kids' where id = ?").run(idOf("тапках"));
  await personWith(app, "marina", "manager", ["ohana_market"]);
  const browser = new Browser(url);
  await browser.signIn("marina");
  const page = (await browser.get("/inbox?mp=wb&mp=ozon&stars=1&stars=2&stars=3&sort=newest")).text;
  const link = /formaction="(\/export\/inbox\.xlsx[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(link).toBe("/export/inbox.xlsx?sort=newest&mp=wb&mp=ozon&stars=1&stars=2&stars=3");

  const reply = await fetch(url + link, {
    method: "POST",
    headers: { cookie: browser.cookie, origin: url },
  });
  expect(reply.headers.get("content-disposition")).toMatch(/^attachment; filename="reputation-inbox-[\d-]+\.xlsx"$/);
  const [sheet] = [...readXlsx(new Uint8Array(await reply.arrayBuffer()))];
  const [heads, ...rows] = sheet!.rows.map(({ cells }) => cells);
  const column = (name: string) => rows.map((cells) => cells[heads!.indexOf(name)]);
  const texts = ["=cmd|' /C calc'!A0 порвалась сразу", "Брюки длинные.", "Мал на два размера."];
  expect(new Set(column("Текст"))).toEqual(new Set(texts));
  expect(new Set(column("Оценка"))).toEqual(new Set(["1", "2", "3"]));
  expect(rows).toHaveLength(3);
  expect(new Set(column("Состояние"))).toEqual(new Set(["ждёт решения"]));
  expect(column("Написан")[0]).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d/);

  const shown = (await browser.get("/inbox?tab=all&sort=oldest")).text;
  const inOrder = [...shown.matchAll(/href="\/inbox\/(\d+)\?[^"]*"/g)].map(([, id]) => Number(id));
  const lines = (await browser.post("/export/inbox.jsonl?tab=all&sort=oldest", {})).text.trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual([...new Set(inOrder)]);

  const taken = app.db.statement("select actor, after from audit where action = 'export' order by id").all() as {
    actor: string;
    after: string;
  }[];
  expect(taken.map(({ actor, after }) => [actor, JSON.parse(after)])).toEqual([
    [
      "person:marina",
      { list: "items", count: 3, tab: "waiting", mp: "wb,ozon", stars: "1,2,3", format: "xlsx", surface: "page" },
    ],
    ["person:marina", { list: "items", count: 4, tab: "all", format: "jsonl", surface: "page" }],
  ]);
});

test("what went out is taken out with its answers, the newest first", async () => {
  const { app, url } = await openShop(ITEMS, { approval: { undo_window: "0s", rules: [] } });
  await personWith(app, "marina", "manager");
  const browser = new Browser(url);
  await browser.signIn("marina");
  const ids = app.db.statement("select id from items order by id limit 2").pluck().all() as number[];
  for (const id of ids) {
    await app.decisions.approve(id, "person:marina");
    await app.runner.drain();
  }
  expect((await browser.get("/sent?period=7d&by=people")).text).toContain(
    'formaction="/export/sent.csv?period=7d&amp;by=people"',
  );
  const file = (await browser.post("/export/sent.jsonl?period=7d&by=people", {})).text.trim().split("\n");
  const rows = file.map((line) => JSON.parse(line) as { id: number; answer: string; approved_by: string });
  expect(rows.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(rows.every(({ answer, approved_by: by }) => answer.length > 10 && by === "person:marina")).toBe(true);
  expect((await browser.post("/export/sent.jsonl?period=7d&by=rules", {})).text).toBe("");
});

test("products and figures are taken out as another reader reads them, within the person's brands, and the audit log tells", async () => {
  const { app, url } = await openShop(ITEMS, { approval: { undo_window: "0s", rules: [] } });
  await app.db.write((tx) => {
    tx.statement("update items set brand_id = iif(client_text like '%тапках%', 'ohana_kids', 'ohana_market')").run();
    tx.statement("update items set created_at = ?").run(app.clock.now());
    tx.statement("update items set sku = '+7', product_name = '=1+1' where client_text like '%порвалась%'").run();
    tx.statement("update items set product_name = 'Чужой товар' where brand_id = 'ohana_kids'").run();
  });
  await personWith(app, "marina", "manager", ["ohana_market"]);
  const browser = new Browser(url);
  await browser.signIn("marina");
  const sheet = async (page: string, name: string) => {
    const link = new RegExp(`formaction="(/export/${name}\\.xlsx[^"]*)"`).exec((await browser.get(page)).text)![1]!;
    const path = url + link.replaceAll("&amp;", "&");
    const reply = await fetch(path, { method: "POST", headers: { cookie: browser.cookie, origin: url } });
    return readSheet(Buffer.from(await reply.arrayBuffer()));
  };

  const [heads = [], ...rows] = await sheet("/products?sort=reviews", "products");
  const cell = (row: typeof heads, name: string) => row[heads.indexOf(name)];
  expect(rows.map((row) => cell(row, "Товар")).includes("Чужой товар")).toBe(false);
  const torn = rows.find((row) => cell(row, "Товар") === "=1+1")!;
  expect(["Артикулы Wildberries", "Оценка", "1★", "5★", "Ждут ответа"].map((name) => cell(torn, name))).toEqual([
    "+7",
    1,
    1,
    0,
    1,
  ]);

  const [, ...figures] = await sheet("/figures?days=7", "figures");
  const received = figures.filter((row) => row[5] === "Пришло").map((row) => row[6]);
  expect(received.reduce<number>((sum, n) => sum + Number(n), 0)).toBe(4);
  const lines = (await browser.post("/export/figures.jsonl?brand=ohana_kids", {})).text.trim().split("\n");
  const theirs = lines.map((line) => JSON.parse(line) as { measure: string; value: number });
  expect(theirs.filter(({ measure }) => measure === "received").map(({ value }) => value)).toEqual([0, 0, 0]);

  const taken = app.db.statement("select after from audit where action = 'export' order by id").pluck().all();
  expect(taken.map((after) => JSON.parse(after as string) as object)).toMatchObject([
    { list: "products", count: rows.length, days: "90", format: "xlsx", surface: "page" },
    { list: "figures", count: figures.length, days: "7" },
    { list: "figures", brand: "ohana_kids", format: "jsonl" },
  ]);
});
