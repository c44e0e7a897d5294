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
