/** What people get of a storm and of a day without Telegram, over the real channel and the simulated Telegram. */
import { expect, onTestFinished, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/base/clock.ts";
import { tell, tellOfWaiting } from "../../../src/decisions/alerts.ts";
import { WINDOW_MS } from "../../../src/domain/alert/plan.ts";
import { DEFAULT_SETTINGS, type AlertSettings } from "../../../src/domain/alert/settings.ts";
import { wallTime } from "../../../src/domain/calendar.ts";
import type { App } from "../../../src/app.ts";
import { startTelegram, type Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import { saveAlertSettings } from "../../../src/store/tables/alert-settings.ts";
import { nextScheduledAt } from "../../../src/store/tables/jobs.ts";
import { testApp } from "../../support/app.ts";
import { storeWaiting } from "../../support/items.ts";
import { contactOf } from "../../support/messenger.ts";
import { personWith } from "../../support/people.ts";
import { setClock, type SetClock } from "../../support/set-clock.ts";

const ZONE = "Europe/Moscow";
const EVENING = Date.parse("2026-11-24T21:50:00+03:00");
const DAY: Partial<AlertSettings> = { quiet: null };

interface Message {
  at: number;
  text: string;
}

interface Crowd {
  app: App;
  clock: SetClock;
  telegram: Telegram;
  /** What came to each person's chat, in order. */
  got: Map<string, Message[]>;
  until(end: number): Promise<void>;
}

/** People with their settings, each in a chat with the bot. */
async function crowd(people: Record<string, Partial<AlertSettings>>, start: number): Promise<Crowd> {
  const clock = setClock(start);
  const telegram = await startTelegram({ clock });
  onTestFinished(() => telegram.close());
  const way = { token: telegram.token, api_root: telegram.url };
  const { app } = await testApp({
    items: [],
    clock,
    settings: { alerts: { telegram: way }, net: { proxy: "direct" } },
  });
  const got = new Map<string, Message[]>();
  const chats = new Map<string, number>();
  for (const [i, [login, settings]] of Object.entries(people).entries()) {
    const { id: userId } = await personWith(app, login, "admin");
    const chat = 501 + i;
    telegram.write({ id: chat, name: login }, "/start");
    await contactOf(app, userId, { address: String(chat) });
    const whole = { ...DEFAULT_SETTINGS, ...settings };
    await app.db.write((tx) => saveAlertSettings(tx, { userId, channel: "telegram" }, whole, start));
    got.set(login, []);
    chats.set(login, chat);
  }
  async function turn(): Promise<void> {
    await app.runner.drain();
    for (const [login, chat] of chats) {
      const shown = telegram.chat(chat).filter(({ by }) => by === null);
      const known = got.get(login)!;
      for (const { text } of shown.slice(known.length)) known.push({ at: clock.now(), text });
    }
  }
  async function until(end: number): Promise<void> {
    await turn();
    for (let due = nextScheduledAt(app.db); due !== undefined && due <= end; due = nextScheduledAt(app.db)) {
      clock.set(due);
      await turn();
    }
    clock.set(end);
    await turn();
  }
  return { app, clock, telegram, got, until };
}

/** So many reviews of one star wait since now, and some speak of danger. */
async function complain({ app, clock }: Crowd, count: number, isDanger: (n: number) => boolean): Promise<void> {
  await app.db.write((tx) => {
    for (let n = 0; n < count; n++) {
      const about = { account: "wb-sandbox", brandId: "ohana_market", rating: 1, createdAt: clock.now() };
      const id = storeWaiting(tx, about);
      if (isDanger(n)) tell(tx, app, { kind: "danger", item_id: id, brand: "ohana_market", words: String(id) });
      else tellOfWaiting(tx, app, id);
    }
  });
}

/** By person: single messages and summaries, and how many events each way told of. */
function told({ app }: Crowd): Record<string, { singles: number; summaries: number; inSummaries: number }> {
  const sql = `select u.login, sum(d.alert_id is not null and d.state = 'sent') as singles,
      sum(d.alert_id is null and d.state = 'sent') as summaries, sum(d.state = 'folded') as inSummaries
    from alert_deliveries d join alert_contacts c on c.id = d.contact_id join users u on u.id = c.user_id
    group by u.login order by u.login`;
  const rows = app.db.statement(sql).all() as {
    login: string;
    singles: number;
    summaries: number;
    inSummaries: number;
  }[];
  return Object.fromEntries(rows.map(({ login, ...counts }) => [login, counts]));
}

const isSummary = ({ text }: Message): boolean => text.includes("\n");

/** The most single messages within ten minutes. */
function densest(messages: readonly Message[]): number {
  const singles = messages.filter((message) => !isSummary(message)).map(({ at }) => at);
  return Math.max(0, ...singles.map((at) => singles.filter((one) => one <= at && one > at - WINDOW_MS).length));
}

test("five hundred complaints in a minute, then a night: nobody gets more than they want, and nothing is lost", async () => {
  const wishes = {
    anna: {},
    boris: { quiet: null, singles: 3 },
    vera: { topics: { ...DEFAULT_SETTINGS.topics, negative: "digest" as const } },
    gleb: { least: "urgent" as const },
    dina: { brands: ["ohana_kids"] },
  };
  const shop = await crowd(wishes, EVENING);
  // Telegram wants time before every third message.
  const busy = { kind: "rate_limited", seconds: 7 } as const;
  shop.telegram.manners.next = Array.from({ length: 300 }, (_, n) => (n % 3 === 2 ? busy : null));
  const dangers = new Set([120, 260, 499]);
  for (let second = 0; second < 50; second++) {
    await shop.until(EVENING + second * 1200);
    await complain(shop, 10, (n) => dangers.has(second * 10 + n));
  }
  for (let hour = 1; hour <= 10; hour++) {
    await shop.until(EVENING + hour * HOUR_MS);
    await complain(shop, 6, (n) => hour === 4 && n === 0);
  }
  await shop.until(EVENING + 15 * HOUR_MS);

  const counts = told(shop);
  const all = 560;
  const grave = 4;
  for (const login of ["anna", "boris", "vera"]) {
    expect([login, counts[login]!.singles + counts[login]!.inSummaries]).toEqual([login, all]);
  }
  expect(counts["gleb"]).toMatchObject({ singles: grave, inSummaries: 0 });
  expect(counts["dina"]).toBeUndefined();
  const states = shop.app.db.statement("select distinct state from alert_deliveries order by state").pluck().all();
  expect(states).toEqual(["folded", "sent"]);
  for (const [login, messages] of shop.got) {
    const settings = { ...DEFAULT_SETTINGS, ...wishes[login as keyof typeof wishes] };
    expect(densest(messages), login).toBeLessThanOrEqual(settings.singles);
    const night = messages.filter(({ at }) => isNight(at) && settings.quiet !== null);
    expect(
      night.every(({ text }) => /опасность/i.test(text)),
      login,
    ).toBe(true);
  }
  const lines = (login: string): string[] => shop.got.get(login)!.map(inOneLine);
  const danger = "№ …: опасность, здоровье или суд. Ответьте сами.";
  expect(lines("anna")).toEqual([
    ...Array.from({ length: 4 }, () => "21:50 ★☆☆☆☆ Wildberries, Охана Маркет"),
    `21:50 ${danger}`,
    "22:00 Ещё 2: сообщений стало слишком много, вот остальное.",
    `01:50 ${danger}`,
    "08:00 Пока было тихо: 552 события.",
  ]);
  expect(lines("boris")).toContain("22:00 Ещё 497: сообщений стало слишком много, вот остальное.");
  expect(lines("vera").at(-1)).toBe("09:00 Сводка: 556 событий.");
});

/** When it came, and its first line. */
function inOneLine({ at, text }: Message): string {
  return `${wallTime(at, ZONE).slice(11, 16)} ${text.replace(/№ \d+/, "№ …").split("\n")[0]}`;
}

/** Between 22:00 and 08:00. */
function isNight(at: number): boolean {
  const time = wallTime(at, ZONE).slice(11);
  return time >= "22:00" || time < "08:00";
}

test("a day without Telegram loses nothing, piles up no jobs, and ends in a summary", async () => {
  const shop = await crowd({ anna: DAY, boris: DAY }, EVENING);
  const { app, telegram } = shop;
  telegram.manners.away = true;
  const back = EVENING + DAY_MS;
  let most = 0;
  for (let at = EVENING; at < back; at += 30 * MINUTE_MS) {
    await shop.until(at);
    await complain(shop, 4, () => false);
    await app.runner.drain();
    const waiting = app.db.statement("select count(*) from jobs where lane = 'alerts' and finished_at is null");
    most = Math.max(most, waiting.pluck().get() as number);
  }
  await shop.until(back - 1);
  // One job for each contact.
  expect(most).toBe(2);
  const jobs = app.db.statement("select count(*) from jobs where lane = 'alerts'").pluck().get() as number;
  expect(jobs).toBeLessThan(350);
  expect([...shop.got.values()].flat()).toEqual([]);
  telegram.manners.away = false;
  await shop.until(back + HOUR_MS);
  for (const messages of shop.got.values()) {
    expect(messages[0]!.text).toMatch(/^Пока мессенджер Telegram не принимал сообщения: 1\d\d событ/);
    expect(messages.length).toBeLessThanOrEqual(6);
  }
  for (const { singles, inSummaries } of Object.values(told(shop))) expect(singles + inSummaries).toBe(192);
});
