import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { hashOf } from "../../base/secret.ts";
import type { Config } from "../../config/schema.ts";
import { routeOf } from "../../net/route.ts";
import { ChannelError, type Channel, type Message } from "../channel.ts";
import { areShort, canBeButton, textOf } from "../keyboard.ts";
import { htmlOf } from "../marks.ts";
import { createMaxApi, type MaxApi } from "./api.ts";
import { createPolling } from "./polling.ts";

type Settings = NonNullable<Config["alerts"]["max"]>;

const LONGEST_TEXT = 4000;
const LONGEST_ANSWER = 200;

/** MAX. Its official client knows neither proxies nor certificates, and ends the program over an error. */
export function createMax(settings: Settings, general: Config["net"], clock: Clock): Channel {
  const route = routeOf({ proxy: general.proxy, ca_file: settings.ca_file ?? general.ca_file }, settings.proxy);
  const api = createMaxApi({ root: settings.api_root, token: settings.token, route, clock });
  return {
    name: "max",
    limits: { text: LONGEST_TEXT },
    send: (to, message) => send(api, to, message),
    edit: (_to, messageId, message) => edit(api, messageId, message),
    answer: (pressId, text) => answer(api, pressId, text),
    async check() {
      const reply = z.object({
        name: z.string().nullish(),
        first_name: z.string().nullish(),
        username: z.string().nullish(),
      });
      const me = await api.call({ method: "GET", path: "/me", reply, sends: false });
      return { who: me.username ? `@${me.username}` : (me.name ?? me.first_name ?? "a bot without a name") };
    },
    listen: createPolling(api, clock, hashOf(settings.token).slice(0, 12)),
    close: () => api.close(),
  };
}

async function send(api: MaxApi, to: string, message: Message): Promise<{ messageId: string }> {
  const reply = z.object({ message: z.object({ body: z.object({ mid: z.string() }) }) });
  const query = { chat_id: to, disable_link_preview: "true" };
  const sent = await api.call({ method: "POST", path: "/messages", query, body: bodyOf(message), reply, sends: true });
  return { messageId: sent.message.body.mid };
}

async function edit(api: MaxApi, messageId: string, message: Message): Promise<void> {
  const call = { path: "/messages", query: { message_id: messageId }, body: bodyOf(message), reply: z.unknown() };
  // Edited twice, it stands as edited once; one that is not there needs no edit.
  await api.call({ method: "PUT", ...call, sends: false }).catch(unlessGone);
}

async function answer(api: MaxApi, pressId: string, text: string): Promise<void> {
  const body = { notification: text.toWellFormed().slice(0, LONGEST_ANSWER) };
  const call = { path: "/answers", query: { callback_id: pressId }, body, reply: z.unknown() };
  await api.call({ method: "POST", ...call, sends: false }).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ChannelError) || error.kind !== "gone") throw error;
}

/**
 * Every sign of the text is escaped, so that nothing a buyer has written is ever read as markup; where the escaped text would be
 * too long, or nothing stands out, it goes as it is, without `format`. An empty list takes the buttons of before away.
 */
function bodyOf(message: Message): object {
  const text = textOf(message, LONGEST_TEXT);
  if (text.length > LONGEST_TEXT) throw new ChannelError("refused", `a message has at most ${LONGEST_TEXT} characters`);
  if (!areShort(message)) throw new ChannelError("refused", "the id of a button has 1 to 64 bytes");
  const { link, buttons = [] } = message;
  const rows: object[][] = buttons.map((row) =>
    row.map(({ id, label }) => ({ type: "callback", text: label, payload: id })),
  );
  if (link && canBeButton(link.url)) rows.push([{ type: "link", text: link.label, url: link.url }]);
  const html = message.marks?.length ? htmlOf({ text, marks: message.marks }) : null;
  const words = html !== null && html.length <= LONGEST_TEXT ? { text: html, format: "html" } : { text };
  return { ...words, attachments: rows.length === 0 ? [] : [{ type: "inline_keyboard", payload: { buttons: rows } }] };
}
