/** What happens is told: from the event to the message, whatever the messenger does. */
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/base/clock.ts";
import { attentionsIn } from "../../../src/desk/attentions.ts";
import { tellOfWaiting } from "../../../src/decisions/alerts.ts";
import type { AlertEvent } from "../../../src/domain/alert/event.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { toldContact } from "../../../src/store/tables/alert-contacts.ts";
import type { TaskContext } from "../../../src/queue/task.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import { alertLog } from "../../../src/store/views/alert-log.ts";
import { routeAlerts } from "../../../src/tasks/alerting/route.ts";
import { startAlerts } from "../../../src/tasks/alerting/start.ts";
import { ownViews } from "../../../src/tasks/alerting/own-views.ts";
import { take } from "../../../src/tasks/alerting/take.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { testApp } from "../../support/app.ts";
import { contactOf, messenger, textOf, use } from "../../support/messenger.ts";
import { storeWaiting } from "../../support/items.ts";
import { personWith } from "../../support/people.ts";
import { happen, NOON, poll, textsIn, toldShop, until, wish } from "../../support/told-shop.ts";

const CAP: AlertEvent = { kind: "daily_cap", day: "2026-11-24", cap: 500 };

describe("an event", () => {
  test("is told once, however often it happens", async () => {
    const shop = await toldShop();
    await happen(shop, CAP, CAP);
    await until(shop, NOON + MINUTE_MS);
    await happen(shop, CAP);
    await until(shop, NOON + HOUR_MS);
    expect(textsIn(shop)).toEqual([expect.stringContaining("500")]);
    expect(shop.bot.arrived[0]!.message.link!.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/health$/);
  });

  test("leaves nothing behind while nobody has a contact", async () => {
    const { app } = await testApp({ items: [] });
    await happen({ app }, CAP);
    expect(app.db.statement("select count(*) from alerts").pluck().get()).toBe(0);
    expect(app.db.statement("select count(*) from jobs").pluck().get()).toBe(0);
  });
});

test("bad reviews are told of, danger before its draft, old ones never, and nobody hears of another brand's", async () => {
  const start = NOON;
  const createdAt = start - HOUR_MS;
  const items: SampleItem[] = [
    { id: "bad", platform: "ym", rating: 2, text: "Платье велико, рукава длинные", createdAt },
    { id: "burnt", platform: "ym", rating: 1, text: "Ребёнок получил ожог от этой грелки, скорая увезла", createdAt },
    { id: "good", platform: "ym", rating: 5, text: "Отличное платье, ткань приятная", createdAt },
    { id: "old", platform: "ym", rating: 1, text: "Платье велико, рукава короткие", createdAt: start - 5 * DAY_MS },
  ];
  const shop = await toldShop({ items, start });
  const { app, bot } = shop;
  const other = await personWith(app, "oleg", "manager", ["ohana_kids"]);
  await contactOf(app, other.id);
  await poll(app, "ym");
  expect(bot.arrived.map(({ to }) => to)).toEqual([`chat-${shop.userId}`, `chat-${shop.userId}`]);
  expect(textsIn(shop).toSorted()).toEqual([
    expect.stringMatching(/^№ \d: опасность/),
    expect.stringMatching(/^★★☆☆☆ /),
  ]);
});

test("nobody is called for what is only suspected, and it waits, marked as such", async () => {
  const text = "Ядовитый оттенок, ждала нежный";
  const items: SampleItem[] = [{ id: "cat", platform: "ym", rating: 3, text, createdAt: NOON - HOUR_MS }];
  const approval = { undo_window: "0s", rules: [{ name: "everything", when: {}, then: "approve" }] };
  const shop = await toldShop({ items, settings: { approval } });
  await poll(shop.app, "ym");
  expect(shop.bot.arrived).toEqual([]);
  const item = requireItem(shop.app.db, 1);
  expect([item.status, item.ai_analysis?.unsure]).toEqual(["pending_review", ["safety"]]);
  expect(attentionsIn(item.ai_analysis, textsOf("ru").web).map(({ text: said }) => said)).toContain(
    "Возможно, безопасность",
  );
});

describe("the messenger", () => {
  test("is left alone for longer and longer while it is away, and people then get a summary", async () => {
    const shop = await toldShop();
    await wish(shop, { quiet: null });
    const back = NOON + DAY_MS;
    shop.bot.answer = ({ at }) => (at < back ? "down" : "ok");
    for (let n = 0; n < 96; n++) {
      await until(shop, NOON + n * 15 * MINUTE_MS);
      await happen(shop, { kind: "ai_away", since: NOON + n });
    }
    await until(shop, back - 1);
    expect(shop.bot.requests).toBeLessThan(24 * 4 + 12);
    await until(shop, back + HOUR_MS);
    const [first, ...fresh] = textsIn(shop);
    expect(first).toMatch(/^Пока мессенджер Telegram не принимал сообщения: 9\d событи/);
    expect(fresh.length).toBeLessThanOrEqual(3);
    expect(shop.app.db.statement("select state, count(*) from alert_deliveries group by state").raw().all()).toEqual([
      ["folded", 96 - fresh.length],
      ["sent", 1 + fresh.length],
    ]);
  });

  test("that asks for time gets it, and the message comes once", async () => {
    const shop = await toldShop();
    let asked = 0;
    shop.bot.answer = () => (asked++ === 0 ? "busy" : "ok");
    await happen(shop, CAP);
    await until(shop, NOON + 29_000);
    expect(shop.bot.requests).toBe(1);
    await until(shop, NOON + MINUTE_MS);
    expect(textsIn(shop)).toHaveLength(1);
  });

  test("that took a message and dropped the connection gets it again, a few times at most", async () => {
    const shop = await toldShop();
    shop.bot.answer = () => "taken_and_dropped";
    await happen(shop, CAP);
    await until(shop, NOON + DAY_MS);
    expect(textsIn(shop)).toHaveLength(5);
    shop.bot.answer = () => "ok";
    await happen(shop, { kind: "ai_budget", day: "2026-11-25", tokens: 1 });
    await until(shop, NOON + 2 * DAY_MS);
    expect(textsIn(shop)).toHaveLength(6);
  });

  test("that has moved the chat is told the new number, and one that blocks us is not asked again", async () => {
    const shop = await toldShop();
    const { app, contactId, bot } = shop;
    bot.answer = ({ to }) => (to.endsWith("-moved") ? "ok" : "moved");
    await happen(shop, CAP);
    await until(shop, NOON + MINUTE_MS);
    expect(bot.arrived.map(({ to }) => to)).toEqual([`chat-${shop.userId}-moved`]);
    bot.answer = () => "blocked";
    const mail = await messenger(() => shop.clock.now(), "email");
    use(app, bot, mail);
    await contactOf(app, shop.userId, { channel: "email", address: "anna@shop.example" });
    await happen(shop, { kind: "ai_budget", day: "2026-11-24", tokens: 1 });
    await until(shop, NOON + HOUR_MS);
    expect(toldContact(app.db, contactId)).toBeUndefined();
    expect(mail.arrived.map(({ message }) => textOf(message))).toContainEqual(expect.stringContaining("Telegram"));
    const { requests } = bot;
    await happen(shop, { kind: "ai_budget", day: "2026-11-26", tokens: 1 });
    await until(shop, NOON + DAY_MS);
    expect(bot.requests).toBe(requests);
  });
});

test("whoever is dismissed after the event is no longer told", async () => {
  const shop = await toldShop({ start: Date.parse("2026-11-24T20:00:00Z") });
  const { app } = shop;
  await happen(shop, CAP);
  await until(shop, app.clock.now() + MINUTE_MS);
  await personWith(app, "boss", "admin");
  await app.people.setOff(shop.userId, "person:boss");
  await until(shop, app.clock.now() + DAY_MS);
  expect(shop.bot.requests).toBe(0);
});

test.each(["single", "summary"] as const)(
  "a %s whose process died before it knew what became of it leaves again, and counts as one that may have arrived",
  async (kind) => {
    const shop = await toldShop();
    await wish(shop, { quiet: null });
    const { app, bot, clock, contactId } = shop;
    await happen(shop, CAP, { kind: "ai_budget", day: "2026-11-24", tokens: 1 });
    await app.runner.runNow((tx) => app.enqueue(tx, "route_alerts", {}, { key: "route_alerts" }).id);
    // What is late comes as a summary.
    if (kind === "summary") clock.set(NOON + HOUR_MS);
    // The intent is stored, and the process is gone.
    await app.db.write((tx) => void take(tx, app.deps, ownViews(app.deps), contactId));
    expect(app.db.statement("select count(*) from alert_deliveries where state = 'sending'").pluck().get()).toBe(1);
    await until(shop, clock.now() + DAY_MS);
    expect(bot.arrived).toHaveLength(kind === "single" ? 2 : 1);
    const rows = app.db.statement("select state, tries from alert_deliveries order by id").raw().all();
    const [single, summary] = [
      [
        ["sent", 1],
        ["sent", 0],
      ],
      [
        ["folded", 1],
        ["folded", 1],
        ["sent", 0],
      ],
    ];
    expect(rows).toEqual(kind === "single" ? single : summary);
  },
);

test("what a colleague has approved meanwhile is not told, nor what the person may not be told any more", async () => {
  const shop = await toldShop({ start: Date.parse("2026-11-24T20:00:00Z") });
  const { app, clock, bot } = shop;
  const market = { account: "wb-sandbox", brandId: "ohana_market", rating: 1, createdAt: clock.now() };
  const items = await app.db.write((tx) =>
    [market, { ...market, brandId: "ohana_kids" }, market].map((item) => storeWaiting(tx, item)),
  );
  await app.db.write((tx) => items.forEach((id) => tellOfWaiting(tx, app, id)));
  await until(shop, clock.now() + MINUTE_MS);
  await app.decisions.approve(items[0]!, "person:anna");
  await personWith(app, "boss", "admin");
  await app.people.change(shop.userId, { role: "manager", brands: ["ohana_market"] }, "person:boss");
  await until(shop, clock.now() + 12 * HOUR_MS);
  expect(bot.arrived.map(({ message }) => textOf(message))).toEqual([expect.stringMatching(/^★☆☆☆☆ Wildberries/)]);
});

test("a message that cannot be drawn is given up with its error, and the ones behind it leave", async () => {
  const shop = await toldShop();
  const { app, clock, bot } = shop;
  const about = { account: "wb-sandbox", brandId: "ohana_market", rating: 1, createdAt: clock.now() };
  await app.db.write((tx) => {
    const [first, second, third] = [about, about, about].map((item) => storeWaiting(tx, item));
    for (const id of [first!, second!, third!]) tellOfWaiting(tx, app, id);
    tx.statement('update responses set problems = \'[{"rule":"length"}]\' where item_id = ?').run(first);
    tx.statement("update items set ai_analysis = '{}' where id = ?").run(second);
  });
  await until(shop, clock.now() + MINUTE_MS);
  expect(bot.arrived.map(({ message }) => textOf(message))).toEqual([expect.stringMatching(/^★☆☆☆☆ Wildberries/)]);
  expect(alertLog(app.db, { limit: 9 }).map(({ state, error }) => [state, error])).toEqual([
    ["sent", null],
    ["gave_up", expect.stringMatching(/^it cannot be drawn: ./)],
    ["gave_up", expect.stringMatching(/^it cannot be drawn: ./)],
  ]);
  expect(
    app.db.statement("select count(*) from jobs where kind = 'deliver_alerts' and attempt > 1").pluck().get(),
  ).toBe(0);
});

test("a webhook of the configuration gets each event of its topics and brands by itself, at night, too", async () => {
  const webhooks = [
    {
      name: "crm",
      url: "http://127.0.0.1:1/",
      secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
      brands: ["ohana_kids"],
      events: ["negative"],
    },
  ];
  const shop = await toldShop({ start: Date.parse("2026-11-24T20:00:00Z"), settings: { alerts: { webhooks } } });
  const { app, clock } = shop;
  const crm = await messenger(() => clock.now(), "webhook");
  use(app, crm);
  for (let start = 0; start < 2; start++) await app.db.write((tx) => startAlerts(tx, app.deps));
  await app.db.write((tx) => {
    for (const brandId of ["ohana_kids", "ohana_market", "ohana_kids"]) {
      const about = { account: "wb-sandbox", brandId, rating: 1, createdAt: clock.now() };
      tellOfWaiting(tx, app, storeWaiting(tx, about));
    }
  });
  await happen(shop, CAP);
  await until(shop, clock.now() + MINUTE_MS);
  expect(crm.arrived.map(({ to, message }) => [to, message.facts])).toMatchObject([
    ["crm", { event: "negative", level: "notice", brand: "ohana_kids", item: 1 }],
    ["crm", { event: "negative", level: "notice", brand: "ohana_kids", item: 3 }],
  ]);
});

test("what happens while the routing job runs is routed by its last write", async () => {
  const shop = await toldShop();
  const { deps, db } = shop.app;
  const outcome = await routeAlerts.run(deps, {}, { write: (fn) => db.write(fn) } as TaskContext);
  await happen(shop, CAP);
  await db.write((tx) => outcome.apply?.(tx));
  expect(db.statement("select count(*) from alert_deliveries").pluck().get()).toBe(1);
});
