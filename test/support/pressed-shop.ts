/** A shop whose people decide in a simulated Telegram, over the real channel. */
import { expect, onTestFinished } from "vitest";
import type { App } from "../../src/app.ts";
import { tellOfWaiting } from "../../src/decisions/alerts.ts";
import type { Role } from "../../src/domain/access.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import type { Shown } from "../../src/sandbox/messenger/chats.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { NewItem } from "../../src/store/tables/items.ts";
import type { StoredProblem } from "../../src/store/tables/responses.ts";
import { ownEars, startListening } from "../../src/tasks/alerting/listen.ts";
import { lookAtCards } from "../../src/tasks/alerting/watch-cards.ts";
import { testApp } from "./app.ts";
import { storeWaiting } from "./items.ts";
import { personWith } from "./people.ts";
import { setClock, type SetClock } from "./set-clock.ts";

export const NOON = Date.parse("2026-11-24T12:00:00+03:00");

/** Somebody with a telephone. */
export interface Caller {
  id: number;
  name: string;
  userId: number;
}

export interface PressedShop {
  app: App;
  sandbox: Sandbox;
  clock: SetClock;
  telegram: Telegram;
  /** Joins the shop and binds a chat, the whole way. */
  joins(login: string, role?: Role, brands?: string[] | null): Promise<Caller>;
  /** A review that waits with its draft is told of. @returns its id */
  complains(item?: Partial<NewItem>, draft?: { text?: string; problems?: StoredProblem[] }): Promise<number>;
  /** What stands in the chat, from the bot, after everything that is due was done. */
  chat(who: { id: number }): Promise<Shown[]>;
  /** Presses the button of the latest message that has or had it. @returns what the bot says */
  presses(who: { id: number; name: string }, label: string, message?: Shown): Promise<string>;
}

export async function pressedShop(settings: Record<string, unknown> = {}): Promise<PressedShop> {
  const clock = setClock(NOON);
  const telegram = await startTelegram({ clock });
  onTestFinished(() => telegram.close());
  const way = { token: telegram.token, api_root: telegram.url };
  const alerts = { telegram: way, page_url: "https://answers.shop.example" };
  const { app, sandbox } = await testApp({
    items: [],
    clock,
    settings: { alerts, net: { proxy: "direct" }, approval: { undo_window: "30s", rules: [] }, ...settings },
  });
  const listening = startListening(
    app.deps,
    ownEars(app.deps, () => true),
  );
  onTestFinished(() => listening.stop());
  let people = 0;

  async function settle(): Promise<void> {
    await app.runner.drain();
    await lookAtCards(app.deps);
    await app.runner.drain();
  }
  async function chat({ id }: { id: number }): Promise<Shown[]> {
    await settle();
    return telegram.chat(id).filter(({ by }) => by === null);
  }
  return {
    app,
    sandbox,
    clock,
    telegram,
    chat,
    async joins(login, role = "manager", brands = null) {
      const { id: userId } = await personWith(app, login, role, brands);
      const who = { id: 700 + ++people, name: login, userId };
      const { code, contactId } = await app.contacts.ask(userId, { channel: "telegram" });
      telegram.write(who, `/start ${code}`);
      await expect.poll(() => app.contacts.of(userId)[0]?.state).toBe("claimed");
      await app.contacts.confirm(userId, contactId);
      return who;
    },
    async complains(item = {}, draft = {}) {
      const about = { account: "wb-sandbox", brandId: "ohana_market", rating: 2, createdAt: 0, ...item };
      const id = await app.db.write((tx) => {
        const stored = storeWaiting(tx, about, draft);
        tellOfWaiting(tx, app, stored);
        return stored;
      });
      await settle();
      return id;
    },
    async presses(who, label, message) {
      const has = ({ buttons }: Shown): boolean => buttons.flat().some((button) => button.label === label);
      const on = message ?? (await chat(who)).findLast(has);
      if (!on) throw new Error(`nothing has the button ${label}`);
      return telegram.press(who, who.id, on.id, label).toast;
    },
  };
}

export function labels(message: Shown | undefined): string[][] {
  return (message?.buttons ?? []).map((row) => row.map(({ label }) => label));
}
