import type { Clock } from "../../base/clock.ts";
import type { Shown, User } from "../messenger/chats.ts";
import type { Wire } from "../messenger/people.ts";

const BOT = { user_id: 229_229_229, first_name: "Отзывы", username: "reputation_sandbox_bot", is_bot: true };

/** As `GET /me` tells it. */
export const ME = { ...BOT, name: BOT.first_name };

/** Dialogs have numbers of their own. */
export function dialogOf({ id }: User): number {
  return 182_000_000 + id;
}

function userWire({ id, name }: User): object {
  return { user_id: id, first_name: name, last_name: "", is_bot: false, name, last_activity_time: 0 };
}

/** As `Message` of the API; `by` null is the bot. */
export function messageWire(chat: number, message: Shown, by: User | null, now: number): object {
  const buttons = message.buttons.map((row) =>
    row.map(({ label, data, url }) =>
      url === undefined ? { type: "callback", text: label, payload: data } : { type: "link", text: label, url },
    ),
  );
  const keyboard = { type: "inline_keyboard", callback_id: "", payload: { buttons } };
  return {
    sender: by === null ? ME : userWire(by),
    recipient: { chat_id: chat, chat_type: chat > 0 ? "dialog" : "chat" },
    timestamp: now,
    body: { mid: message.id, seq: 0, text: message.text, ...(buttons.length > 0 && { attachments: [keyboard] }) },
  };
}

/** As `Update` of the API: it has no number of its own. */
export function maxWire(clock: Clock): Wire {
  const about = (update_type: string): object => ({ update_type, timestamp: clock.now(), user_locale: "ru" });
  const linked = (type: "reply" | "forward", message: Shown): object => {
    return { link: { type, message: { mid: message.id, seq: 0, text: message.text } } };
  };
  return {
    written(by, chat, message, answered) {
      const [, payload] = /^\/start (\S+)$/.exec(message.text) ?? [];
      // Whoever follows a link to the bot does not write: the bot is told what the link held.
      if (payload !== undefined) return { ...about("bot_started"), chat_id: chat, user: userWire(by), payload };
      const reply = answered && linked("reply", answered);
      return { ...about("message_created"), message: { ...messageWire(chat, message, by, clock.now()), ...reply } };
    },
    pressed(by, chat, message, { id, data }) {
      const callback = { timestamp: clock.now(), callback_id: id, payload: data, user: userWire(by) };
      return { ...about("message_callback"), callback, message: messageWire(chat, message, null, clock.now()) };
    },
    forwarded(by, chat, copy) {
      const message = messageWire(chat, { ...copy, text: "", buttons: [] }, by, clock.now());
      return { ...about("message_created"), message: { ...message, ...linked("forward", copy) } };
    },
  };
}
