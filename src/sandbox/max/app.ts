import { Hono, type Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Chats, Content } from "../messenger/chats.ts";
import { messengerFaults, type MessengerManners } from "../messenger/faults.ts";
import type { Presses } from "../messenger/presses.ts";
import type { Updates } from "../messenger/updates.ts";
import { ME, messageWire } from "./wire.ts";

interface Inside {
  clock: Clock;
  chats: Chats;
  presses: Presses;
  updates: Updates;
  manners: MessengerManners;
  token: string;
}

const LONGEST_TEXT = 4000;

const button = z.discriminatedUnion("type", [
  z.object({ type: z.literal("callback"), text: z.string().min(1).max(128), payload: z.string().max(1024) }),
  z.object({ type: z.literal("link"), text: z.string().min(1).max(128), url: z.url().max(2048) }),
]);
const messageForm = z.object({
  text: z.string().max(LONGEST_TEXT),
  format: z.literal("html").optional(),
  attachments: z
    .array(
      z.object({
        type: z.literal("inline_keyboard"),
        payload: z.object({ buttons: z.array(z.array(button).min(1).max(7)).min(1).max(30) }),
      }),
    )
    .nullish(),
});

/** MAX's API of one bot. Reference: dev.max.ru/docs-api. */
export function createMaxApi(inside: Inside): Hono {
  const { chats, clock, manners, presses, token, updates } = inside;
  const app = new Hono();
  const strikes = (c: Context): boolean => c.req.method !== "GET";
  const rateLimited = (c: Context): Response => no(c, 429, "too.many.requests", "Too many requests");
  app.use(messengerFaults({ manners, clock, strikes, rateLimited }));
  app.use(async (c, next) => {
    if (c.req.header("authorization") === token) return next();
    return no(c, 401, "verify.token", "Invalid access_token");
  });
  app.get("/me", (c) => c.json(ME));
  app.post("/messages", async (c) => {
    const chat = Number(c.req.query("chat_id"));
    const trouble = chats.trouble(chat);
    if (trouble === "blocked") return no(c, 403, "chat.denied", "error.dialog.suspended");
    if (trouble !== null) return no(c, 404, "chat.not.found", `Chat ${chat} not found`);
    const content = contentOf(await c.req.json().catch(() => undefined));
    if (!content) return no(c, 400, "proto.payload", "Invalid message");
    return c.json({ message: messageWire(chat, chats.add(chat, { ...content, by: null }), null, clock.now()) });
  });
  app.put("/messages", async (c) => {
    const id = c.req.query("message_id") ?? "";
    const content = contentOf(await c.req.json().catch(() => undefined));
    if (!content) return no(c, 400, "proto.payload", "Invalid message");
    const found = chats.find(id);
    if (!found || chats.edit(found.chat, id, content) === "missing") {
      return no(c, 404, "not.found", `Message ${id} not found`);
    }
    return c.json({ success: true });
  });
  app.post("/answers", async (c) => {
    const form = z.object({ notification: z.string() });
    const { data } = form.safeParse(await c.req.json().catch(() => undefined));
    if (!data) return no(c, 400, "proto.payload", "Either message or notification is needed");
    if (presses.answer(c.req.query("callback_id") ?? "", data.notification)) return c.json({ success: true });
    return no(c, 404, "not.found", "Callback not found or expired");
  });
  app.get("/updates", (c) => tell(c, updates));
  app.all("*", (c) => no(c, 404, "path.not.found", `Path ${c.req.path} is not recognized`));
  return app;
}

function no(c: Context, status: number, code: string, message: string): Response {
  return c.json({ code, message }, status as ContentfulStatusCode);
}

function contentOf(body: unknown): Content | undefined {
  const parsed = messageForm.safeParse(body);
  if (!parsed.success || parsed.data.text.trim() === "") return undefined;
  const rows = parsed.data.attachments?.flatMap(({ payload }) => payload.buttons) ?? [];
  const buttons = rows.map((row) =>
    row.map((one) => ({ label: one.text, ...(one.type === "link" ? { url: one.url } : { data: one.payload }) })),
  );
  const { text, format } = parsed.data;
  const read = format === "html" ? readHtml(text) : { text, bold: [] };
  return read && { ...read, buttons };
}

/** @returns undefined for what is no bold and no escaped sign */
function readHtml(html: string): Pick<Content, "text" | "bold"> | undefined {
  const plain = (part: string): string => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const rest = html.replaceAll(/<b>[^<>]*<\/b>/g, "").replaceAll(/&(?:lt|gt|amp);/g, "");
  if (/[<>&]/.test(rest)) return undefined;
  const bold = [...html.matchAll(/<b>([^<>]*)<\/b>/g)].map(([, words = ""]) => plain(words));
  return { text: plain(html.replaceAll(/<\/?b>/g, "")), bold };
}

/** Without a marker only the latest update is told; with one, everything before it counts as read. */
async function tell(c: Context, updates: Updates): Promise<Response> {
  const { marker, timeout = "30", limit = "100" } = c.req.query();
  if (marker !== undefined) updates.confirm(Number(marker));
  await updates.wait(Number(timeout) * 1000, c.req.raw.signal);
  const pending = updates.pending();
  const told = marker === undefined ? pending.slice(-1) : pending.slice(0, Number(limit));
  const last = told.at(-1);
  return c.json({ updates: told.map(({ body }) => body), marker: last ? last.id + 1 : Number(marker ?? 1) });
}
