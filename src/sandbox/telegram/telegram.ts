/** A simulated Telegram on loopback: its Bot API, and the people who press and write. Reference: core.telegram.org/bots/api. */
import type { Clock } from "../../base/clock.ts";
import { createChats, type Shown, type User } from "../messenger/chats.ts";
import { goodMessenger, type MessengerManners } from "../messenger/faults.ts";
import { createPresses, type Press } from "../messenger/presses.ts";
import { createUpdates } from "../messenger/updates.ts";
import { serve } from "../serve.ts";
import { createBotApi } from "./app.ts";
import { messageWire, userWire } from "./wire.ts";

export interface Telegram {
  /** The `api_root`. */
  url: string;
  /** The only token that is taken. */
  token: string;
  manners: MessengerManners;
  /** A chat as people see it, oldest message first. A private chat has its person's number. */
  chat(id: number): readonly Shown[];
  /** Somebody writes; the first time that is what opens the chat. @returns the id of the message */
  write(by: User, text: string, more?: { chat?: number; repliesTo?: string }): string;
  /** Somebody presses the button with this label, on a message that has or had it. */
  press(by: User, chat: number, messageId: string, label: string): Press;
  /** Somebody shows a message of the bot to another chat; its buttons go along. @returns the id of the copy */
  forward(by: User, from: number, messageId: string, to: number): string;
  /** Somebody deletes a message on both sides. */
  remove(chat: number, messageId: string): void;
  /** The person blocks the bot, or takes that back. */
  block(chat: number, blocked?: boolean): void;
  /** The group becomes a supergroup. @returns its new number */
  migrate(chat: number): number;
  /** The latest update is told once more, as after a crash; nothing when there was none. */
  repeat(): void;
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
  const app = createBotApi({ clock, chats, presses, updates, manners, bot });
  const { url, close } = await serve(app, port);
  /** The buttons that a message has had, because an old screen still shows them. */
  const labels = (message: Shown) => message.buttons.flat();
  let latest: ((id: number) => object) | undefined;
  const tell = (update: (id: number) => object): void => updates.add((latest = update));

  return {
    url,
    token: TOKEN,
    manners,
    chat: (id) => chats.of(id),
    write(by, text, { chat = by.id, repliesTo } = {}) {
      chats.open(chat);
      const message = chats.add(chat, { by: by.id, text, buttons: [], ...(repliesTo !== undefined && { repliesTo }) });
      const answered = chats.of(chat).find(({ id }) => id === repliesTo);
      const reply = answered && { reply_to_message: messageWire(chat, answered, clock.now()) };
      const wire = { ...messageWire(chat, message, clock.now()), from: userWire(by), ...reply };
      tell((update_id) => ({ update_id, message: wire }));
      return message.id;
    },
    press(by, chat, messageId, label) {
      const message = chats.of(chat).find(({ id }) => id === messageId);
      const button = message && labels(message).find((one) => one.label === label);
      if (!message || button?.data === undefined) throw new RangeError(`no such button on it: ${label}`);
      const press = presses.make();
      const query = {
        id: press.id,
        from: userWire(by),
        message: messageWire(chat, message, clock.now()),
        data: button.data,
      };
      tell((update_id) => ({ update_id, callback_query: { ...query, chat_instance: String(chat) } }));
      return press;
    },
    forward(by, from, messageId, to) {
      const message = chats.of(from).find(({ id }) => id === messageId);
      if (!message) throw new RangeError("no such message");
      chats.open(to);
      const copy = chats.add(to, { ...message, by: by.id, forwarded: true });
      const wire = { ...messageWire(to, copy, clock.now()), from: userWire(by) };
      tell((update_id) => ({ update_id, message: { ...wire, forward_origin: { type: "hidden_user" } } }));
      return copy.id;
    },
    remove: chats.remove,
    block: (chat, blocked = true) => chats.block(chat, blocked),
    migrate: chats.move,
    repeat: () => void (latest && updates.add(latest)),
    webhook: () => bot.webhook,
    pending: () => updates.pending().map(({ body }) => body),
    close,
  };
}
