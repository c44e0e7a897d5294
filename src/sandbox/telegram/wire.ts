import type { Clock } from "../../base/clock.ts";
import type { Shown, User } from "../messenger/chats.ts";
import type { Wire } from "../messenger/people.ts";

/** As `User` of the Bot API. */
function userWire({ id, name }: User): object {
  return { id, is_bot: false, first_name: name, language_code: "ru" };
}

/** As `Message` of the Bot API. */
export function messageWire(chat: number, { id, text, buttons }: Shown, now: number): object {
  const keyboard = buttons.map((row) =>
    row.map(({ label, data, url }) => ({ text: label, ...(url === undefined ? { callback_data: data } : { url }) })),
  );
  return {
    message_id: Number(id),
    date: Math.floor(now / 1000),
    chat: { id: chat, type: chat > 0 ? "private" : "supergroup" },
    text,
    ...(keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
  };
}

/** As `Update` of the Bot API. */
export function telegramWire(clock: Clock): Wire {
  const wireOf = (chat: number, message: Shown): object => messageWire(chat, message, clock.now());
  return {
    written(by, chat, message, answered) {
      const reply = answered && { reply_to_message: wireOf(chat, answered) };
      return { message: { ...wireOf(chat, message), from: userWire(by), ...reply } };
    },
    pressed(by, chat, message, press) {
      const query = { ...press, from: userWire(by), message: wireOf(chat, message), chat_instance: String(chat) };
      return { callback_query: query };
    },
    forwarded(by, chat, copy) {
      const origin = { type: "hidden_user", sender_user_name: "Отзывы", date: Math.floor(clock.now() / 1000) };
      return { message: { ...wireOf(chat, copy), from: userWire(by), forward_origin: origin } };
    },
  };
}
