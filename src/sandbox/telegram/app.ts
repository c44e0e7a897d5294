import { Hono, type Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Chats, Content } from "../messenger/chats.ts";
import { messengerFaults, type MessengerManners } from "../messenger/faults.ts";
import type { Presses } from "../messenger/presses.ts";
import type { Updates } from "../messenger/updates.ts";
import { messageWire } from "./wire.ts";

interface Inside {
  clock: Clock;
  chats: Chats;
  presses: Presses;
  updates: Updates;
  manners: MessengerManners;
  bot: { token: string; webhook: { url: string; secret: string } | null };
}

const LONGEST_TEXT = 4096;
const LONGEST_DATA = 64;

const button = z.object({ text: z.string().min(1), callback_data: z.string().optional(), url: z.string().optional() });
const entity = z.object({ type: z.enum(["bold", "blockquote"]), offset: z.int().min(0), length: z.int().min(1) });
const content = z.object({
  chat_id: z.coerce.number(),
  text: z.string(),
  entities: z.array(entity).max(100).default([]),
  reply_markup: z.object({ inline_keyboard: z.array(z.array(button)) }).optional(),
});
const forms = {
  sendMessage: content,
  editMessageText: content.extend({ message_id: z.coerce.number() }),
  answerCallbackQuery: z.object({ callback_query_id: z.string(), text: z.string().max(200).optional() }),
  getUpdates: z.object({ offset: z.int().optional(), limit: z.int().default(100), timeout: z.int().default(0) }),
  setWebhook: z.object({ url: z.string(), secret_token: z.string().regex(/^[\w-]{1,256}$/) }),
};

const FAULTY = /\/(sendMessage|editMessageText|answerCallbackQuery)$/;

/** The Bot API of one bot. */
export function createBotApi(inside: Inside): Hono {
  const { bot, clock, manners } = inside;
  const app = new Hono();
  const strikes = (c: Context): boolean => FAULTY.test(c.req.path);
  const rateLimited = (c: Context, seconds: number): Response => {
    return no(c, 429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
  };
  app.use(messengerFaults({ manners, clock, strikes, rateLimited }));
  app.post("/:bot/:method", async (c) => {
    const { bot: path, method } = c.req.param();
    // A token of another shape is no path of Telegram's; one of the right shape is unknown to it.
    if (!/^bot\d+:[\w-]+$/.test(path)) return no(c, 404, "Not Found");
    if (path !== `bot${bot.token}`) return no(c, 401, "Unauthorized");
    const params: unknown = await c.req.json().catch(() => ({}));
    return answerTo(method, params, c, inside);
  });
  app.all("*", (c) => no(c, 404, "Not Found"));
  return app;
}

function answerTo(method: string, params: unknown, c: Context, inside: Inside): Response | Promise<Response> {
  switch (method) {
    case "getMe":
      return yes(c, { id: 7_000_000_001, is_bot: true, first_name: "Отзывы", username: "reputation_sandbox_bot" });
    case "sendMessage":
      return send(c, forms.sendMessage.safeParse(params).data, inside);
    case "editMessageText":
      return edit(c, forms.editMessageText.safeParse(params).data, inside);
    case "answerCallbackQuery":
      return answer(c, forms.answerCallbackQuery.safeParse(params).data, inside);
    case "getUpdates":
      return getUpdates(c, forms.getUpdates.safeParse(params).data, inside);
    case "setWebhook":
      return setWebhook(c, forms.setWebhook.safeParse(params).data, inside);
    case "deleteWebhook":
      inside.bot.webhook = null;
      return yes(c, true);
    default:
      return no(c, 404, "Not Found");
  }
}

function yes(c: Context, result: unknown): Response {
  return c.json({ ok: true, result });
}

function no(c: Context, status: number, description: string, parameters?: object): Response {
  const body = { ok: false, error_code: status, description, ...(parameters && { parameters }) };
  return c.json(body, status as ContentfulStatusCode);
}

type Params<M extends keyof typeof forms> = z.infer<(typeof forms)[M]> | undefined;

/** What is wrong with the chat or the message; null when nothing is. */
function problemOf(c: Context, { chats }: Inside, params: z.infer<typeof content>): Response | null {
  const trouble = chats.trouble(params.chat_id);
  if (trouble === "unknown") return no(c, 400, "Bad Request: chat not found");
  if (trouble === "blocked") return no(c, 403, "Forbidden: bot was blocked by the user");
  if (trouble !== null) {
    const parameters = { migrate_to_chat_id: trouble.movedTo };
    return no(c, 400, "Bad Request: group chat was upgraded to a supergroup chat", parameters);
  }
  if (params.text.trim() === "") return no(c, 400, "Bad Request: message text is empty");
  if (params.text.length > LONGEST_TEXT) return no(c, 400, "Bad Request: message is too long");
  if (params.entities.some(({ offset, length }) => offset + length > params.text.length)) {
    return no(c, 400, "Bad Request: entity beyond the end of the message");
  }
  const buttons = params.reply_markup?.inline_keyboard.flat() ?? [];
  if (buttons.some(({ callback_data }) => Buffer.byteLength(callback_data ?? "") > LONGEST_DATA)) {
    return no(c, 400, "Bad Request: BUTTON_DATA_INVALID");
  }
  if (buttons.some(({ url }) => url !== undefined && !URL.parse(url)?.hostname.includes("."))) {
    return no(c, 400, "Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL");
  }
  return null;
}

function contentOf({ text, entities, reply_markup }: z.infer<typeof content>): Content {
  const rows = reply_markup?.inline_keyboard ?? [];
  const buttons = rows.map((row) =>
    row.map((one) => ({
      label: one.text,
      ...(one.callback_data !== undefined && { data: one.callback_data }),
      ...(one.url !== undefined && { url: one.url }),
    })),
  );
  return { ...asRead(text, entities), buttons };
}

/** A quotation has a bar before each of its lines. */
function asRead(text: string, entities: readonly z.infer<typeof entity>[]): Pick<Content, "text" | "bold"> {
  const bold: string[] = [];
  let [read, at] = ["", 0];
  for (const { type, offset, length } of entities) {
    const words = text.slice(offset, offset + length);
    if (type === "bold") bold.push(words);
    read += text.slice(at, offset) + (type === "bold" ? words : words.replaceAll(/^/gm, "> "));
    at = offset + length;
  }
  return { text: (read + text.slice(at)).trim(), bold };
}

function send(c: Context, params: Params<"sendMessage">, inside: Inside): Response {
  if (!params) return no(c, 400, "Bad Request: cannot parse the parameters");
  const problem = problemOf(c, inside, params);
  if (problem) return problem;
  const message = inside.chats.add(params.chat_id, { ...contentOf(params), by: null });
  return yes(c, messageWire(params.chat_id, message, inside.clock.now()));
}

function edit(c: Context, params: Params<"editMessageText">, inside: Inside): Response {
  if (!params) return no(c, 400, "Bad Request: cannot parse the parameters");
  const problem = problemOf(c, inside, params);
  if (problem) return problem;
  const outcome = inside.chats.edit(params.chat_id, String(params.message_id), contentOf(params));
  if (outcome === "missing") return no(c, 400, "Bad Request: message to edit not found");
  if (outcome === "same") {
    const why =
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
    return no(c, 400, `Bad Request: ${why}`);
  }
  return yes(c, true);
}

function answer(c: Context, params: Params<"answerCallbackQuery">, { presses }: Inside): Response {
  if (!params) return no(c, 400, "Bad Request: cannot parse the parameters");
  if (presses.answer(params.callback_query_id, params.text ?? "")) return yes(c, true);
  return no(c, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
}

async function getUpdates(c: Context, params: Params<"getUpdates">, { bot, updates }: Inside): Promise<Response> {
  if (!params) return no(c, 400, "Bad Request: cannot parse the parameters");
  if (bot.webhook) return no(c, 409, "Conflict: can't use getUpdates method while webhook is active");
  if (params.offset !== undefined) updates.confirm(params.offset);
  const stays = await updates.wait(params.timeout * 1000, c.req.raw.signal);
  if (!stays)
    return no(
      c,
      409,
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    );
  return yes(
    c,
    updates
      .pending()
      .slice(0, params.limit)
      .map(({ body }) => body),
  );
}

function setWebhook(c: Context, params: Params<"setWebhook">, { bot }: Inside): Response {
  if (!params) return no(c, 400, "Bad Request: bad webhook");
  bot.webhook = { url: params.url, secret: params.secret_token };
  return yes(c, true);
}
