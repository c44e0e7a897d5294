import type { Shown, User } from "../messenger/chats.ts";

/** As `User` of the Bot API. */
export function userWire({ id, name }: User): object {
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
