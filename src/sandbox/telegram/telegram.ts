/** A simulated Telegram on loopback: its Bot API, and the people who press and write. Reference: core.telegram.org/bots/api. */
import type { Clock } from "../../base/clock.ts";
import { createChats, type Shown, type User } from "../messenger/chats.ts";
import { goodMessenger, type MessengerManners } from "../messenger/faults.ts";
import { createPeople, type People } from "../messenger/people.ts";
import { createPresses } from "../messenger/presses.ts";
import { createUpdates } from "../messenger/updates.ts";
import { serve } from "../serve.ts";
import { createBotApi } from "./app.ts";
import { telegramWire } from "./wire.ts";

export interface Telegram extends People {
  /** The `api_root`. */
  url: string;
  /** The only token that is taken. */
  token: string;
  manners: MessengerManners;
  /** A chat as people see it, oldest message first. A private chat has its person's number. */
  chat(id: number): readonly Shown[];
  /** Somebody deletes a message on both sides. */
  remove(chat: number, messageId: string): void;
  /** The person blocks the bot, or takes that back. */
  block(chat: number, blocked?: boolean): void;
  /** The group becomes a supergroup. @returns its new number */
  migrate(chat: number): number;
  /** What the bot has asked for by `setWebhook`; updates are not sent there by themselves. */
  webhook(): { url: string; secret: string } | null;
  /** The updates that the bot has not confirmed, as they go over the wire. */
  pending(): readonly object[];
  /** Closes at once, open connections too. */
  close(): Promise<void>;
}

const TOKEN = "7000000001:AAsandbox-token-of-the-bot_0123456789";

export async function startTelegram({ clock, port = 0 }: { clock: Clock; port?: number }): Promise<Telegram> {
  let count = 0;
  const chats = createChats(() => String(++count));
  const presses = createPresses(() => String(4_000_000_000_000_000 + ++count));
  const updates = createUpdates(100_000_001, clock);
  const manners = goodMessenger();
  const bot = { token: TOKEN, webhook: null as { url: string; secret: string } | null };
  const { url, close } = await serve(createBotApi({ clock, chats, presses, updates, manners, bot }), port);
  const numbered = (update_id: number, update: object): object => ({ update_id, ...update });
  const dialogOf = ({ id }: User): number => id;
  const people = createPeople({
    chats,
    presses,
    updates,
    wire: telegramWire(clock),
    dialogOf,
    // The worst case: not every button goes along at the real one.
    forwardsButtons: true,
    numbered,
  });
  return {
    ...people,
    url,
    token: TOKEN,
    manners,
    chat: (id) => chats.of(id),
    remove: (chat, messageId) => chats.remove(chat, messageId),
    block: (chat, blocked = true) => chats.block(chat, blocked),
    migrate: (chat) => chats.move(chat),
    webhook: () => bot.webhook,
    pending: () => updates.pending().map(({ body }) => body),
    close,
  };
}
