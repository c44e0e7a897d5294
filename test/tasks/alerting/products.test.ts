/** What stands out of products, and the week in words, as people are told of them. */
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../src/base/clock.ts";
import { figuresApi } from "../../../src/desk/figures.ts";
import { productsApi } from "../../../src/desk/products.ts";
import { weekApi } from "../../../src/desk/week.ts";
import { DEFAULT_SETTINGS } from "../../../src/domain/alert/settings.ts";
import { alertSettingsOf } from "../../../src/store/tables/alert-settings.ts";
import { lookAtProducts } from "../../../src/tasks/alerting/watch-products.ts";
import type { NewItem } from "../../../src/store/tables/items.ts";
import { storeNew, storeWaiting } from "../../support/items.ts";
import { llmServer, refuses, says, type LlmServer } from "../../support/llm-server.ts";
import { contactOf } from "../../support/messenger.ts";
import { personWith } from "../../support/people.ts";
import { NOON, textsIn, toldShop, until, wish, type Told } from "../../support/told-shop.ts";

const AT_ONCE = { quiet: null, singles: 60, topics: { ...DEFAULT_SETTINGS.topics, products: "now" } } as const;
const MOSS = { sku: "W/1", productName: "Шапка «Мох»", brandId: "ohana_market" };

/** Somebody complains of the packaging. */
async function complain({ app, clock }: Told, item: Partial<NewItem> = {}): Promise<void> {
  const analysis = JSON.stringify({ sentiment: "negative", category: "packaging" });
  await app.db.write((tx) => {
    const id = storeNew(tx, { ...MOSS, rating: 2, createdAt: clock.now(), text: "Коробка порвана", ...item });
    tx.statement("update items set ai_analysis = ? where id = ?").run(analysis, id);
  });
}

async function look(shop: Told): Promise<string[]> {
  const before = shop.bot.arrived.length;
  await lookAtProducts(shop.app.deps);
  await until(shop, shop.clock.now());
  return textsIn(shop).slice(before);
}

test("a complaint that recurs is told once, with the buyers' words and the product's page, and again when it came back", async () => {
  const shop = await toldShop();
  await wish(shop, AT_ONCE);
  const boris = await personWith(shop.app, "boris", "manager", ["ohana_kids"]);
  await contactOf(shop.app, boris.id);
  await shop.app.db.write((tx) => {
    for (let i = 0; i < 40; i++) storeNew(tx, { ...MOSS, createdAt: NOON - 20 * DAY_MS });
  });
  await complain(shop, { text: "Мятая коробка" });
  await complain(shop);
  expect(await look(shop)).toEqual([]);
  await complain(shop, { text: "Коробка <b>мокрая</b>\nи \u202Eгрязная" });
  expect(await look(shop)).toEqual([
    [
      "Шапка «Мох»: за неделю 3 жалобы на тему «упаковка», до этого ни одной.",
      "> Коробка <b>мокрая</b> и грязная",
      "> Коробка порвана",
      "> Мятая коробка",
    ].join("\n"),
  ]);
  const { message, to } = shop.bot.arrived.at(-1)!;
  expect(to).toBe(`chat-${shop.userId}`);
  expect(message.link?.url).toMatch(/\/products\/one\?mp=wb&brand=ohana_market&sku=W%2F1$/);
  await complain(shop);
  expect(await look(shop)).toEqual([]);
  shop.clock.set(NOON + 5 * DAY_MS);
  expect(await look(shop)).toEqual([]);
  shop.clock.set(NOON + 13 * DAY_MS);
  expect(await look(shop)).toEqual([]);
  for (let i = 0; i < 9; i++) await complain(shop);
  expect(await look(shop)).toEqual([
    expect.stringContaining("за неделю 9 жалоб на тему «упаковка»"),
    expect.stringMatching(/^Шапка «Мох»: оценка за 30 дней упала с 5,0 до 2,0\./),
  ]);
});

test("in a digest each product stands with its sentence", async () => {
  const shop = await toldShop();
  for (const sku of ["one", "two"])
    for (let i = 0; i < 3; i++) await complain(shop, { sku, productName: `Вещь ${sku}` });
  expect(await look(shop)).toEqual([]);
  await until(shop, NOON + 3 * HOUR_MS);
  expect(textsIn(shop)).toEqual([
    expect.stringMatching(/^Сводка: 2 события\.\n\nЗаметно по товарам: 2\nВещь (one|two): за неделю 3 жалобы.*\nВещь/),
  ]);
});

const aiAt = ({ baseUrl }: LlmServer) => {
  return { provider: "openai", base_url: baseUrl, api_key: "k", model: "m", proxy: "direct" };
};

describe("the week in words", () => {
  const MONDAY = Date.parse("2026-11-30T09:00:00+03:00");

  async function summary(shop: Told): Promise<string[]> {
    const before = shop.bot.arrived.length;
    const { app } = shop;
    await app.runner.runNow((tx) => app.enqueue(tx, "weekly_summary", {}).id);
    await until(shop, shop.clock.now());
    return textsIn(shop).slice(before);
  }

  async function weekOf(shop: Told): Promise<void> {
    shop.clock.set(MONDAY - 2 * DAY_MS);
    for (let i = 0; i < 3; i++) await complain(shop, { priority: 40 });
    shop.clock.set(MONDAY);
    const about = { brandId: "ohana_market", account: "wb-sandbox", sku: "S" };
    await shop.app.db.write((tx) => {
      storeNew(tx, { ...about, itemType: "question", rating: null, createdAt: MONDAY - 3 * DAY_MS });
      storeNew(tx, { ...about, createdAt: MONDAY - 9 * DAY_MS });
      // Of this week, which is not over: it waits, and counts as nothing else.
      storeWaiting(tx, { ...about, rating: 5, createdAt: MONDAY - HOUR_MS });
    });
  }

  test("comes once on Monday, with the counts of the week that is over and what stands out", async () => {
    const shop = await toldShop();
    await weekOf(shop);
    const [text = ""] = await summary(shop);
    const lines = text.split("\n");
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^Охана Маркет, неделя 23\.11 – 29\.11$/),
      "Обращений от покупателей: 4, неделей раньше 1. Из них срочного 3, вопросов 1.",
      "Отвечено 0, в срок 0. Сейчас ждут решения 1, дольше цели 0.",
    ]);
    expect(lines).toEqual(expect.arrayContaining(["Заметно за 7 дней", "Хуже всего оценены за 7 дней"]));
    expect(lines).toContain("Шапка «Мох»: 2,0, отзывов 3");
    expect(shop.bot.arrived.at(-1)?.message.link?.url).toMatch(/\/figures\?days=7$/);
    expect(await summary(shop)).toEqual([]);
    shop.clock.set(MONDAY + DAY_MS);
    expect(await summary(shop)).toEqual([]);
  });

  test("is retold by an LLM above our sentences when it tells only what is counted, and its tokens count", async () => {
    const llm = await llmServer(
      says(JSON.stringify({ text: "Написали 4 раза, ждёт решения 1. У «Мох» 3 жалобы на упаковку." })),
    );
    const shop = await toldShop({ settings: { ai: aiAt(llm) } });
    await weekOf(shop);
    const [text = ""] = await summary(shop);
    expect(text.split("\n").slice(1, 4)).toEqual([
      "Написали 4 раза, ждёт решения 1. У «Мох» 3 жалобы на упаковку.",
      "",
      "Обращений от покупателей: 4, неделей раньше 1. Из них срочного 3, вопросов 1.",
    ]);
    const parts = { ...shop.app };
    const weeks = weekApi({ ...parts, products: productsApi(parts), figures: figuresApi(parts) });
    const said = "Написали 4 раза, ждёт решения 1. У «Мох» 3 жалобы на упаковку.";
    const retold = (await weeks.of(["ohana_market"])).map((week) => week.retold);
    expect(retold).toEqual([{ text: said, at: expect.stringMatching(/^2026-11-30T/) as string }]);
    const usage = "select item_id, purpose, input_tokens + output_tokens as tokens from ai_usage";
    expect(shop.app.db.statement(usage).all()).toEqual([{ item_id: null, purpose: "draft", tokens: 15 }]);
    expect(llm.seen[0]?.text).not.toContain("Коробка порвана");
  });

  test.each([
    ["another number", says(JSON.stringify({ text: "Написали 5 раз, это больше, чем неделей раньше." }))],
    ["a number in words", says(JSON.stringify({ text: "Написали четыре раза, всё спокойно на этой неделе." }))],
    ["a link", says(JSON.stringify({ text: "Написали 4 раза, подробности на https://evil.example сегодня." }))],
    ["nothing that can be read", says("нет")],
    ["that it is away", refuses(503, "overloaded")],
  ])("stands in our sentences alone when the LLM says %s", async (_, reply) => {
    const shop = await toldShop({ settings: { ai: aiAt(await llmServer(reply)) } });
    await weekOf(shop);
    const [text = ""] = await summary(shop);
    expect(text.split("\n")[1]).toBe("Обращений от покупателей: 4, неделей раньше 1. Из них срочного 3, вопросов 1.");
  });

  test("does not come to whoever has switched it off, nor to people of another brand, nor about nothing", async () => {
    const shop = await toldShop();
    await wish(shop, { topics: { ...DEFAULT_SETTINGS.topics, weekly: "off" } });
    const boris = await personWith(shop.app, "boris", "manager", ["ohana_kids"]);
    await contactOf(shop.app, boris.id);
    shop.clock.set(MONDAY);
    expect(await summary(shop)).toEqual([]);
    expect(shop.app.db.statement("select count(*) from alerts").pluck().get()).toBe(0);
    await weekOf(shop);
    expect(await summary(shop)).toEqual([]);
  });
});

test("settings that were stored before there were these topics stay as they are, and the new topics come as usual", async () => {
  const { app, userId } = await toldShop();
  const known = Object.entries(DEFAULT_SETTINGS.topics).filter(([topic]) => topic !== "products" && topic !== "weekly");
  const earlier = { ...Object.fromEntries(known), question: "off" };
  const value = JSON.stringify({ ...DEFAULT_SETTINGS, topics: earlier, singles: 7 });
  const insert = "insert into alert_settings (user_id, channel, value, changed_at) values (?, 'telegram', ?, 0)";
  await app.db.write((tx) => void tx.statement(insert).run(userId, value));
  expect(alertSettingsOf(app.db, userId, "telegram")).toMatchObject({
    singles: 7,
    topics: { question: "off", products: "digest", weekly: "now" },
  });
});
