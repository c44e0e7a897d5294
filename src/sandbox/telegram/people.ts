import type { Clock } from "../../base/clock.ts";
import type { Chats, Shown, User } from "../messenger/chats.ts";
import type { Press, Presses } from "../messenger/presses.ts";
import type { Updates } from "../messenger/updates.ts";
import { messageWire, userWire } from "./wire.ts";

/** What people do in a simulated messenger; the bot is told of it. */
export interface People {
  /** Somebody writes; the first time that is what opens the chat. @returns the id of the message */
  write(by: User, text: string, more?: { chat?: number; repliesTo?: string }): string;
  /** Somebody presses the button with this label, on a message that has or had it. */
  press(by: User, chat: number, messageId: string, label: string): Press;
  /** Somebody shows a message of the bot to another chat; its buttons go along. @returns the id of the copy */
  forward(by: User, from: number, messageId: string, to: number): string;
  /** The latest update is told once more, as after a crash; nothing when there was none. */
  repeat(): void;
}

interface Inside {
  clock: Clock;
  chats: Chats;
  presses: Presses;
  updates: Updates;
}

export function createPeople({ clock, chats, presses, updates }: Inside): People {
  let latest: object | undefined;
  const tell = (happened: object): void => {
    latest = happened;
    updates.add((update_id) => ({ update_id, ...happened }));
  };
  const wireOf = (chat: number, message: Shown): object => messageWire(chat, message, clock.now());
  const found = (chat: number, messageId: string): Shown => {
    const message = chats.of(chat).find(({ id }) => id === messageId);
    if (!message) throw new RangeError(`there is no message ${messageId} in chat ${chat}`);
    return message;
  };

  return {
    write(by, text, { chat = by.id, repliesTo } = {}) {
      chats.open(chat);
      const message = chats.add(chat, { by: by.id, text, buttons: [], ...(repliesTo !== undefined && { repliesTo }) });
      const reply = repliesTo !== undefined && { reply_to_message: wireOf(chat, found(chat, repliesTo)) };
      tell({ message: { ...wireOf(chat, message), from: userWire(by), ...reply } });
      return message.id;
    },
    press(by, chat, messageId, label) {
      const data = chats.button(chat, messageId, label)?.data;
      if (data === undefined) throw new RangeError(`there has been no such button on it: ${label}`);
      const press = presses.make();
      const query = { id: press.id, from: userWire(by), message: wireOf(chat, found(chat, messageId)), data };
      tell({ callback_query: { ...query, chat_instance: String(chat) } });
      return press;
    },
    forward(by, from, messageId, to) {
      chats.open(to);
      const copy = chats.add(to, { ...found(from, messageId), by: by.id, forwarded: true });
      const origin = { forward_origin: { type: "hidden_user", sender_user_name: "Отзывы", date: 0 } };
      tell({ message: { ...wireOf(to, copy), from: userWire(by), ...origin } });
      return copy.id;
    },
    repeat() {
      const happened = latest;
      if (happened) updates.add((update_id) => ({ update_id, ...happened }));
    },
  };
}
