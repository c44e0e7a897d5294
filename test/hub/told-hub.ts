/** A hub over two cells whose people are told in a simulated Telegram, all of it over loopback. */
import { expect, onTestFinished } from "vitest";
import type { App } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { tellOfWaiting } from "../../src/decisions/alerts.ts";
import type { Role } from "../../src/domain/access.ts";
import { TOPICS } from "../../src/domain/alert/event.ts";
import { DEFAULT_SETTINGS, type AlertSettings } from "../../src/domain/alert/settings.ts";
import type { Shown } from "../../src/sandbox/messenger/chats.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { placeInFeed } from "../../src/store/tables/cell-feeds.ts";
import type { NewItem } from "../../src/store/tables/items.ts";
import { cutProxy, type Fate } from "../support/cut-proxy.ts";
import { storeWaiting } from "../support/items.ts";
import { personWith } from "../support/people.ts";
import { openCellShop, openHubOver } from "./cells.ts";

export interface Caller {
  id: number;
  name: string;
  userId: number;
}

interface Around {
  /** Of what the hub asks of the west, by its path. */
  fate?: (path: string) => Fate;
  /** Further settings of the hub. */
  settings?: Record<string, unknown>;
  /** The west has the hub's bot in its configuration as well. */
  isShared?: boolean;
  hub?: Parameters<typeof openHubOver>[3];
}

export async function toldHub({ fate = () => "pass", settings = {}, isShared = false, hub: around = {} }: Around = {}) {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const alerts = { telegram: { token: telegram.token, api_root: telegram.url }, page_url: "https://hub.example" };
  const own = isShared ? { alerts, net: { proxy: "direct" } } : {};
  const [west, east] = await Promise.all([openCellShop([], own), openCellShop([])]);
  if (isShared) await west.app.startDaemon(() => undefined);
  const url = await cutProxy(west.url, (_, path) => fate(path));
  const hub = await openHubOver(
    { west: url, east: east.url },
    {},
    { alerts, net: { proxy: "direct" }, ...settings },
    around,
  );
  const { core } = hub;
  let people = 0;

  /** Without what was said while the chat was bound. */
  const chat = ({ id }: Pick<Caller, "id">): Shown[] =>
    telegram.chat(id).filter(({ by, text }) => by === null && !/^(?:Код принят|Готово,)/.test(text));
  const withButton = (who: Caller, label: string): Shown | undefined =>
    chat(who).findLast(({ buttons }) => buttons.flat().some((button) => button.label === label));

  return {
    hub,
    telegram,
    west: west.app,
    east: east.app,
    chat,
    off: Object.fromEntries(TOPICS.map((topic) => [topic, "off"])) as AlertSettings["topics"],
    /** Binds a chat, the whole way, and waits until the hub listens to the cells. */
    async joins(
      login: string,
      brands: string[] | null = null,
      wish: Partial<AlertSettings> = {},
      role: Role = "manager",
    ): Promise<Caller> {
      const { id: userId } = await personWith(core, login, role, brands);
      const who = { id: 700 + ++people, name: login, userId };
      const telegramOnly = { ...DEFAULT_SETTINGS, quiet: null, ...wish };
      await core.contacts.set(userId, new Map([["telegram", telegramOnly]]));
      const { code, contactId } = await core.contacts.ask(userId, { channel: "telegram" });
      telegram.write(who, `/start ${code}`);
      await expect.poll(() => core.contacts.of(userId)[0]?.state).toBe("claimed");
      await core.contacts.confirm(userId, contactId);
      await expect.poll(() => ["west", "east"].every((cell) => placeInFeed(core.db, cell))).toBe(true);
      return who;
    },
    /** A complaint that waits with its draft. @returns its number in the cell */
    complain: (cell: App, item: Partial<NewItem> = {}): Promise<number> =>
      cell.db.write((tx) => {
        const about = { account: "wb-sandbox", brandId: "ohana_market", rating: 2, text: "Пояс короткий.", ...item };
        const id = storeWaiting(tx, about);
        tellOfWaiting(tx, cell, id);
        return id;
      }),
    /** The latest message with that button, once it is there. */
    async card(who: Caller, label = "Отправить"): Promise<Shown> {
      await expect.poll(() => withButton(who, label)).toBeDefined();
      return { ...withButton(who, label)! };
    },
    /** @returns what the bot says */
    press: (who: Caller, label: string, { id }: Shown): Promise<string> => telegram.press(who, who.id, id, label).toast,
    now: (who: Caller, { id }: Shown): Shown => chat(who).find((shown) => shown.id === id)!,
  };
}
