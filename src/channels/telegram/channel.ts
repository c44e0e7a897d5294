import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { ConfigError } from "../../base/errors.ts";
import type { Config } from "../../config/schema.ts";
import { routeOf } from "../../net/route.ts";
import { ChannelError, type Channel, type Message } from "../channel.ts";
import { areShort, canBeButton, textOf } from "../keyboard.ts";
import { withoutSigns } from "../marks.ts";
import { createBotApi, type BotApi } from "./api.ts";
import { createHook, type TelegramHook } from "./hook.ts";
import { createPolling } from "./polling.ts";

type Settings = NonNullable<Config["alerts"]["telegram"]>;

/** Bot API: sendMessage, in UTF-16 units as Telegram counts them. */
const LONGEST_TEXT = 4096;
const LONGEST_ANSWER = 200;

/**
 * Telegram. Our own client and not a library: it uses seven methods, and so proxies, certificates, bounds, waits and the
 * striking out of keys are those of every other service.
 */
export function createTelegram(settings: Settings, { general, publicUrl }: Around, clock: Clock): Telegram {
  const route = routeOf(general, settings.proxy);
  const api = createBotApi({ root: settings.api_root, token: settings.token, route, clock });
  const calls = settings.mode === "webhook" ? createHook(api, hookSettings(settings, publicUrl)) : null;
  const channel: Channel = {
    name: "telegram",
    limits: { text: LONGEST_TEXT },
    send: (to, message) => send(api, to, message),
    edit: (to, messageId, message) => edit(api, to, messageId, message),
    answer: (pressId, text) => answer(api, pressId, text),
    async check() {
      const result = z.object({ username: z.string() });
      const { username } = await api.call({ method: "getMe", params: {}, result, sends: false });
      return { who: `@${username}` };
    },
    listen: calls?.listen ?? createPolling(api, clock),
    close: () => api.close(),
  };
  return { channel, hook: calls?.hook ?? null };
}

interface Around {
  general: Config["net"];
  /** Where the page is found from outside. */
  publicUrl: string | undefined;
}

interface Telegram {
  channel: Channel;
  /** Null unless Telegram is to call. */
  hook: TelegramHook | null;
}

function hookSettings({ secret }: Settings, publicUrl: string | undefined): { secret: string; publicUrl: string } {
  if (secret !== undefined && publicUrl !== undefined) return { secret, publicUrl };
  throw new ConfigError("alerts.telegram: mode webhook needs a secret and http.public_url");
}

async function send(api: BotApi, to: string, message: Message): Promise<{ messageId: string }> {
  const result = z.object({ message_id: z.int() });
  const params = { chat_id: to, ...contentOf(message) };
  const { message_id } = await api.call({ method: "sendMessage", params, result, sends: true });
  return { messageId: String(message_id) };
}

/** It stands so already, or it stands no more. */
const FINE = /message is not modified|message to edit not found|MESSAGE_ID_INVALID|message can't be edited/i;

async function edit(api: BotApi, to: string, messageId: string, message: Message): Promise<void> {
  const params = { chat_id: to, message_id: Number(messageId), ...contentOf(message) };
  // Edited twice, it stands as edited once.
  await api
    .call({ method: "editMessageText", params, result: z.unknown(), sends: false })
    .catch(unless((error) => error.kind === "refused" && FINE.test(error.message)));
}

async function answer(api: BotApi, pressId: string, text: string): Promise<void> {
  const params = { callback_query_id: pressId, text: text.toWellFormed().slice(0, LONGEST_ANSWER) };
  await api
    .call({ method: "answerCallbackQuery", params, result: z.unknown(), sends: false })
    .catch(unless((error) => error.kind === "refused" && /query is too old|QUERY_ID_INVALID/i.test(error.message)));
}

function unless(isFine: (error: ChannelError) => boolean): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof ChannelError) || !isFine(error)) throw error;
  };
}

/**
 * No `parse_mode`: nothing that a buyer has written is ever read as markup; what stands out is told by places in the text.
 * Without buttons, those of before go.
 */
function contentOf(message: Message): object {
  const text = textOf(message, LONGEST_TEXT);
  if (text.length > LONGEST_TEXT) throw new ChannelError("refused", `a message has at most ${LONGEST_TEXT} characters`);
  if (!areShort(message)) throw new ChannelError("refused", "the id of a button has 1 to 64 bytes");
  const { link, buttons = [] } = message;
  const rows: object[][] = buttons.map((row) => row.map(({ id, label }) => ({ text: label, callback_data: id })));
  if (link && canBeButton(link.url)) rows.push([{ text: link.label, url: link.url }]);
  const shown = withoutSigns({ text, marks: message.marks ?? [] });
  const entities = shown.marks.map(({ as, from, to }) => {
    return { type: as === "bold" ? "bold" : "blockquote", offset: from, length: to - from };
  });
  return {
    text: shown.text,
    ...(entities.length > 0 && { entities }),
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: rows },
  };
}
