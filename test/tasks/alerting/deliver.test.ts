/** What happens is told: from the event to the message, whatever the messenger does. */
import { describe, expect, test } from "vitest";
import type { App } from "../../../src/app.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/base/clock.ts";
import { tell } from "../../../src/decisions/alerts.ts";
import type { AlertEvent } from "../../../src/domain/alert/event.ts";
import { DEFAULT_SETTINGS, type AlertSettings } from "../../../src/domain/alert/settings.ts";
import { jobKey, pollKind } from "../../../src/domain/job.ts";
import type { Platform } from "../../../src/domain/platform.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { toldContact } from "../../../src/store/tables/alert-contacts.ts";
import { saveAlertSettings } from "../../../src/store/tables/alert-settings.ts";
import { nextScheduledAt } from "../../../src/store/tables/jobs.ts";
import { testApp } from "../../support/app.ts";
import { contactOf, messenger, textOf, use, type Messenger } from "../../support/messenger.ts";
import { personWith } from "../../support/people.ts";
import { setClock, type SetClock } from "../../support/set-clock.ts";

const NOON = Date.parse("2026-11-24T09:00:00Z");
const CAP: AlertEvent = { kind: "daily_cap", day: "2026-11-24", cap: 500 };

interface Told {
  app: App;
  clock: SetClock;
  bot: Messenger;
  contactId: number;
  userId: number;
}

/** A shop whose administrator is told by Telegram. */
async function toldShop({ start = NOON, items = [] as SampleItem[], settings = {} } = {}): Promise<Told> {
  const clock = setClock(start);
  const { app } = await testApp({ items, clock, settings });
  const bot = await messenger(() => clock.now());
  use(app, bot);
  const { id: userId } = await personWith(app, "anna", "admin");
  return { app, clock, bot, userId, contactId: await contactOf(app, userId) };
}

function happen({ app }: Pick<Told, "app">, ...events: AlertEvent[]): Promise<void> {
  return app.db.write((tx) => events.forEach((event) => tell(tx, app, event)));
}

function wish({ app, userId }: Told, settings: Partial<AlertSettings>): Promise<void> {
  const whole = { ...DEFAULT_SETTINGS, ...settings };
  return app.db.write((tx) => saveAlertSettings(tx, { userId, channel: "telegram" }, whole, app.clock.now()));
}

/** Lives until that time: each job runs when it is due. */
async function until({ app, clock }: Pick<Told, "app" | "clock">, end: number): Promise<void> {
  await app.runner.drain();
  for (let due = nextScheduledAt(app.db); due !== undefined && due <= end; due = nextScheduledAt(app.db)) {
    clock.set(due);
    await app.runner.drain();
  }
  clock.set(end);
  await app.runner.drain();
}

async function poll(app: App, platform: Platform): Promise<void> {
  const [kind, account] = [pollKind(platform, "review"), `${platform}-sandbox`];
  await app.runner.runNow((tx) => app.enqueue(tx, kind, { account }, { key: jobKey(kind, account) }).id);
  await app.runner.drain();
}

const textsIn = ({ bot }: Pick<Told, "bot">): string[] => bot.arrived.map(({ message }) => textOf(message));

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
    expect.stringMatching(/^№ \d: отзыв на 2★/),
    expect.stringMatching(/^№ \d: опасность/),
  ]);
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
