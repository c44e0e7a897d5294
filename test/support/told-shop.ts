/** A shop whose administrator is told by a messenger on loopback. */
import type { App } from "../../src/app.ts";
import { tell } from "../../src/decisions/alerts.ts";
import type { AlertEvent } from "../../src/domain/alert/event.ts";
import { DEFAULT_SETTINGS, type AlertSettings } from "../../src/domain/alert/settings.ts";
import { jobKey, pollKind } from "../../src/domain/job.ts";
import type { Platform } from "../../src/domain/platform.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { saveAlertSettings } from "../../src/store/tables/alert-settings.ts";
import { nextScheduledAt } from "../../src/store/tables/jobs.ts";
import { testApp } from "./app.ts";
import { contactOf, messenger, textOf, use, type Messenger } from "./messenger.ts";
import { personWith } from "./people.ts";
import { setClock, type SetClock } from "./set-clock.ts";

export const NOON = Date.parse("2026-11-24T09:00:00Z");

export interface Told {
  app: App;
  clock: SetClock;
  bot: Messenger;
  contactId: number;
  userId: number;
}

/** A shop whose administrator is told by Telegram. */
export async function toldShop({ start = NOON, items = [] as SampleItem[], settings = {} } = {}): Promise<Told> {
  const clock = setClock(start);
  const { app } = await testApp({ items, clock, settings });
  const bot = await messenger(() => clock.now());
  use(app, bot);
  const { id: userId } = await personWith(app, "anna", "admin");
  return { app, clock, bot, userId, contactId: await contactOf(app, userId) };
}

export function happen({ app }: Pick<Told, "app">, ...events: AlertEvent[]): Promise<void> {
  return app.db.write((tx) => events.forEach((event) => tell(tx, app, event)));
}

export function wish({ app, userId }: Told, settings: Partial<AlertSettings>): Promise<void> {
  const whole = { ...DEFAULT_SETTINGS, ...settings };
  return app.db.write((tx) => saveAlertSettings(tx, { userId, channel: "telegram" }, whole, app.clock.now()));
}

/** Lives until that time: each job runs when it is due. */
export async function until({ app, clock }: Pick<Told, "app" | "clock">, end: number): Promise<void> {
  await app.runner.drain();
  for (let due = nextScheduledAt(app.db); due !== undefined && due <= end; due = nextScheduledAt(app.db)) {
    clock.set(due);
    await app.runner.drain();
  }
  clock.set(end);
  await app.runner.drain();
}

export async function poll(app: App, platform: Platform): Promise<void> {
  const [kind, account] = [pollKind(platform, "review"), `${platform}-sandbox`];
  await app.runner.runNow((tx) => app.enqueue(tx, kind, { account }, { key: jobKey(kind, account) }).id);
  await app.runner.drain();
}

export const textsIn = ({ bot }: Pick<Told, "bot">): string[] => bot.arrived.map(({ message }) => textOf(message));
