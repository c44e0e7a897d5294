import { expect, test } from "vitest";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const ITEMS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 1, text: "Порвалась сразу, очень обидно." },
  { id: "b", platform: "wb", rating: 5, text: "Свитер тёплый, спасибо!" },
  { id: "c", platform: "ozon", rating: 5, text: "Шапка хорошая, спасибо!" },
];

test("the figures tell what is overdue with the way to it, keep period and brand in the address, and end at a brand's wall", async () => {
  const { app, url } = await openShop(ITEMS, {
    ai: { provider: "offline", price: { input: 1, output: 2, currency: "₽" } },
  });
  await personWith(app, "marina", "manager");
  await personWith(app, "kid", "manager", ["ohana_kids"]);
  await app.db.write((tx) => {
    tx.statement("update items set created_at = ?, brand_id = 'ohana_market'").run(app.clock.now() - 3 * 86_400_000);
    tx.statement(
      "insert into ai_usage (at, item_id, purpose, model, input_tokens, output_tokens, cost) select ?, id, 'answer', 'm', 9, 1, 1234.5 from items limit 1",
    ).run(app.clock.now());
    tx.statement("insert into audit (at, actor, action, item_id) select ?, 'rule:<b>зло', 'wait', id from items").run(
      app.clock.now(),
    );
  });
  const browser = new Browser(url);
  await browser.signIn("marina");
  const page = (await browser.get("/figures?days=7&brand=ohana_market")).text;
  expect(page).toMatch(/name="days" value="7" checked/);
  expect(page).toMatch(/<option value="ohana_market" selected/);
  expect(page).toMatch(/Ждут дольше цели<\/h2><p class="fig">[123]</);
  expect(page).toMatch(/<th scope="row">&lt;b>зло|<th scope="row">&lt;b&gt;зло/);
  expect(page).toMatch(/aria-label="Написано по дням недели: пн \d, [^"]*"/);
  expect((await browser.get("/figures?days=5")).text).toMatch(/name="days" value="30" checked/);
  const month = /<option value="([\d-]+)"/.exec((await browser.get("/figures/month")).text)![1];
  const ours = (await browser.get(`/figures/month?month=${month}&brand=ohana_market`)).text;
  expect(ours).toMatch(/<h1>Отчёт за [а-я]+\u00a0\d{4}<\/h1>/);
  expect((await browser.get("/figures?brand=ohana_market")).text).toContain('href="/figures/month?brand=ohana_market"');
  // By the price of the configuration; there is no answer yet that the cost could be divided by.
  expect(page).toContain(
    "<dt>Нейросеть за период</dt><dd>1\u00a0234,50\u00a0₽</dd><dt>Нейросеть на ответ</dt><dd>—</dd>",
  );
  const kid = new Browser(url);
  await kid.signIn("kid");
  for (const path of ["/figures", "/figures?brand=ohana_market"]) {
    const theirs = (await kid.get(path)).text;
    expect(theirs).toMatch(/Ждут дольше цели<\/h2><p class="fig">0</);
    expect(theirs).toContain("правила ничего не решали");
  }
  const none = (await kid.get(`/figures/month?month=${month}&brand=ohana_market`)).text;
  expect(none).toContain("на 0 из 0 написанных за месяц");
  expect(none).not.toContain("Порвалась");
});

test("an overdue figure leads to exactly the items that it counts, of its class and of all, within the person's brands", async () => {
  const { app, url } = await openShop([
    { id: "a", platform: "wb", rating: 1, text: "Порвалась сразу, очень обидно." },
    { id: "b", platform: "wb", rating: 1, text: "Сломалась за день." },
    { id: "c", platform: "ozon", rating: 5, text: "Шапка хорошая, спасибо!" },
    { id: "d", platform: "ozon", itemType: "question", rating: null, text: "Какая длина рукава у рубашки?" },
    { id: "e", platform: "wb", rating: 5, text: "Чужой свитер тёплый." },
    { id: "f", platform: "wb", rating: 5, text: "Ремень пришёл быстро." },
  ]);
  await personWith(app, "marina", "manager", ["ohana_market"]);
  const { goals } = app.config;
  const MINUTE = 60_000;
  const waited: [text: string, ms: number][] = [
    ["Порвалась%", goals.urgent + MINUTE],
    ["Сломалась%", goals.urgent - MINUTE],
    ["Шапка%", goals.rest + MINUTE],
    ["Какая%", goals.questions + MINUTE],
    ["Чужой%", goals.rest + MINUTE],
    ["Ремень%", goals.rest - MINUTE],
  ];
  await app.db.write((tx) => {
    tx.statement("update items set brand_id = iif(client_text like 'Чужой%', 'ohana_kids', 'ohana_market')").run();
    for (const [text, ms] of waited)
      tx.statement("update items set created_at = ? where client_text like ?").run(app.clock.now() - ms, text);
  });
  const browser = new Browser(url);
  await browser.signIn("marina");
  const page = (await browser.get("/figures")).text;
  const links = [...page.matchAll(/href="([^"]*late=[^"]*)">([^<]*)</g)].map(([, link = "", text = ""]) => [
    link.replaceAll("&amp;", "&"),
    text,
  ]);
  expect(links).toEqual([
    ["/inbox?sort=oldest&late=all", "Открыть, старые сверху"],
    ["/inbox?sort=oldest&late=urgent", "1"],
    ["/inbox?sort=oldest&late=questions", "1"],
    ["/inbox?sort=oldest&late=rest", "1"],
  ]);
  expect(page).toContain('Ждут дольше цели</h2><p class="fig">3<');
  const words = { all: "Порвалась|Шапка|рукава", urgent: "Порвалась", questions: "рукава", rest: "Шапка" };
  for (const [late, expected] of Object.entries(words)) {
    const list = (await browser.get(`/inbox?sort=oldest&late=${late}`)).text;
    const rows = [...list.matchAll(/<span class="r2">([^<]*)/g)].map(([, text = ""]) => text);
    const count = expected.split("|").length;
    expect(rows, late).toHaveLength(count);
    expect(
      rows.every((row) => new RegExp(expected).test(row)),
      late,
    ).toBe(true);
    expect(list, late).toContain(`Ждут вас <span class="n">${count}</span>`);
  }
});
