import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import type { Message, Update } from "../../src/channels/channel.ts";
import { marked } from "../../src/channels/marks.ts";
import { createMax } from "../../src/channels/max/channel.ts";
import { startMax } from "../../src/sandbox/max/max.ts";
import { closedPort, hang, json, reset, scriptedServer, text, type Step } from "../marketplaces/scripted-server.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { failed, listenTo, memory } from "./listening.ts";

const ANNA = { id: 501, name: "Анна <b>" };
const BORIS = { id: 502, name: "Борис" };
const TOKEN = "f9LHodD0cOL5-sandbox-token-of-the-MAX-bot_0123456789";
const CARD: Message = {
  text: "★☆☆☆☆ <b>**Wildberries**</b> [x](https://evil.example)",
  buttons: [
    [
      { id: "a".repeat(22), label: "Отправить" },
      { id: "b", label: "Заново" },
    ],
  ],
  link: { label: "Открыть на странице", url: "https://shop.example/items/7" },
};
const TLS = join(import.meta.dirname, "../net/tls");

function channelTo(
  url: string,
  { clock = systemClock, ...more }: { clock?: typeof systemClock; ca_file?: string } = {},
) {
  const settings = { alerts: { max: { token: TOKEN, api_root: url, ...more } }, net: { proxy: "direct" } };
  const { alerts, net } = testConfig(settings);
  const channel = createMax(alerts.max!, net, clock);
  onTestFinished(() => channel.close());
  return { channel, send: (to: string, message = CARD) => channel.send(to, message, "d") };
}

/** A dialog that Anna has started. */
async function withAnna() {
  const max = await startMax({ clock: systemClock });
  onTestFinished(() => max.close());
  const chat = max.dialogOf(ANNA);
  max.write(ANNA, "/start K7QX2M9P");
  const cards = () => max.chat(chat).filter(({ by }) => by === null);
  return { max, dialog: chat, chat: String(chat), cards, ...channelTo(max.url) };
}

async function scripted(...steps: [Step, ...Step[]]) {
  const server = await scriptedServer(...steps);
  onTestFinished(() => server.close());
  return { server, ...channelTo(server.url) };
}

describe("a card in MAX", () => {
  test("has our words in bold and every sign of a text escaped, and goes without either when that would be too long", async () => {
    const { send, chat, cards } = await withAnna();
    const bold = { bold: "Вопрос <b>&amp;</b>" };
    const words = marked([bold, "\n", { quote: "> один <i>\n> два &" }, "\n", { bold: "Черновик" }, "\nДа!"]);
    await send(chat, { ...CARD, ...words });
    const long = marked([bold, "&".repeat(3900)]);
    await send(chat, { ...CARD, ...long });
    expect(cards()).toMatchObject([
      { text: words.text, bold: ["Вопрос <b>&amp;</b>", "Черновик"] },
      { text: long.text, bold: [] },
    ]);
  });

  test("is shown as it was written, with its buttons and the page below, and is edited in place", async () => {
    const { send, channel, chat, cards } = await withAnna();
    const { messageId } = await send(chat);
    expect(cards()).toMatchObject([
      {
        text: CARD.text,
        buttons: [
          [
            { label: "Отправить", data: "a".repeat(22) },
            { label: "Заново", data: "b" },
          ],
          [{ label: "Открыть на странице", url: "https://shop.example/items/7" }],
        ],
      },
    ]);
    await channel.edit?.(chat, messageId, { text: "Отправлено" });
    expect(cards()).toMatchObject([{ id: messageId, text: "Отправлено", buttons: [], edited: true }]);
    await channel.edit?.(chat, messageId, { text: "Отправлено" });
  });

  test("that is deleted needs no edit", async () => {
    const { max, send, channel, dialog, chat } = await withAnna();
    const { messageId } = await send(chat);
    max.remove(dialog, messageId);
    await channel.edit?.(chat, messageId, { text: "Отправлено" });
  });

  test("never asks MAX to read markup, and carries the token in the header alone", async () => {
    const { server, send } = await scripted(json(200, { message: { body: { mid: "mid.1" } } }));
    await send("1");
    const [{ path, headers, body } = {} as never] = server.requests;
    expect([path, headers.authorization]).toEqual(["/messages?chat_id=1&disable_link_preview=true", TOKEN]);
    expect(body).not.toHaveProperty("format");
  });

  test.each<[string, Message]>([
    ["a text that is too long", { text: "я".repeat(4001) }],
    ["a button whose id would not come back whole", { text: "x", buttons: [[{ id: "я".repeat(33), label: "x" }]] }],
    ["a text without a visible character", { text: " \n" }],
  ])("%s is refused", async (_name, message) => {
    const { send, chat, cards } = await withAnna();
    expect(await failed(send(chat, message))).toMatchObject({ kind: "refused", retryable: false });
    expect(cards()).toEqual([]);
  });
});

describe("what MAX says no with", () => {
  test("tells who is gone, and when too much was sent", async () => {
    const { max, send, dialog, chat } = await withAnna();
    expect(await failed(send("999"))).toMatchObject({ kind: "gone" });
    max.block(dialog);
    expect(await failed(send(chat))).toMatchObject({ kind: "gone", retryable: false });
    max.block(dialog, false);
    max.manners.next.push({ kind: "rate_limited", seconds: 1 });
    expect(await failed(send(chat))).toMatchObject({ kind: "busy", retryAfterMs: 30_000, retryable: true });
  });

  test.each<[string, Step, object]>([
    ["a key that is not taken", json(401, { code: "verify.token", message: `Invalid ${TOKEN}` }), { kind: "key" }],
    ["a key that is not taken, as older servers say it", json(403, { code: "verify.token" }), { kind: "key" }],
    ["a page that is not MAX's", text(403, `<html>${TOKEN}`), { kind: "away" }],
    ["an outage", text(503, "<html>"), { kind: "away", retryable: true }],
    ["a redirect", text(302, "", { location: "https://elsewhere.example" }), { kind: "away" }],
    ["a refusal that repeats the key", json(400, { code: "proto.payload", message: TOKEN }), { kind: "refused" }],
    ["a 200 that is a web page", text(200, "<!doctype html>"), { kind: "unknown" }],
    ["a 200 of wrong types", json(200, { message: { body: { mid: 5 } } }), { kind: "unknown" }],
    ["a reply of 9 MB", text(200, "x".repeat(9 * 1024 * 1024)), { kind: "unknown" }],
    ["a connection that breaks after the message was taken", reset, { kind: "unknown", retryable: false }],
  ])("%s", async (_name, step, expected) => {
    const { send } = await scripted(step);
    const error = await failed(send("1"));
    expect(error).toMatchObject(expected);
    expect(`${error.message} ${error.stack}`).not.toContain(TOKEN);
    expect(error.cause).toBeUndefined();
  });

  test("nobody is there: nothing was sent", async () => {
    expect(await failed(channelTo(await closedPort()).send("1"))).toMatchObject({ kind: "away" });
  });
});

describe("presses and texts", () => {
  test("come with who did it, and the answer reaches whoever has pressed", async () => {
    const { max, channel, send, dialog, chat } = await withAnna();
    const { messageId } = await send(chat);
    const { heard } = listenTo(channel);
    await expect.poll(() => heard).toHaveLength(1);
    const { toast } = max.press(BORIS, dialog, messageId, "Отправить");
    max.write(ANNA, "Лучше так", { repliesTo: messageId });
    max.forward(ANNA, dialog, messageId, dialog);
    max.write(BORIS, "в группе", { chat: -70 });
    await expect
      .poll(() => heard)
      .toMatchObject([
        { kind: "text", from: { id: "501", name: "Анна <b>" }, chat, private: true, text: "/start K7QX2M9P" },
        { kind: "press", from: { id: "502" }, chat, messageId, button: "a".repeat(22) },
        { kind: "text", text: "Лучше так", repliesTo: messageId },
        { kind: "text", text: "в группе", private: false, chat: "-70" },
      ]);
    await channel.answer?.(heard[1]!.id, "Уйдёт через 30 с");
    expect(await toast).toBe("Уйдёт через 30 с");
    await channel.answer?.(heard[1]!.id, "слишком поздно");
  });

  test("that came while nobody listened are heard after a restart, and none of a round that was not taken whole is lost", async () => {
    const { max, channel } = await withAnna();
    const mark = memory();
    const first = listenTo(channel, undefined, mark);
    await expect.poll(() => first.heard).toHaveLength(1);
    await expect.poll(() => mark.read()).not.toBeNull();
    await first.stop();
    for (const said of ["раз", "два", "три"]) max.write(ANNA, said);
    const broken = listenTo(channel, (update) => refuse(update, "два"), mark);
    expect(await broken.end).toMatchObject({ message: "the disk is full" });
    const again = listenTo(channelTo(max.url).channel, undefined, mark);
    await expect.poll(() => again.heard).toMatchObject([{ text: "раз" }, { text: "два" }, { text: "три" }]);
    expect(again.heard[0]?.id).toBe(broken.heard[0]?.id);
  });

  test("what is no update, or one of wrong types, is stepped over, and a server that never lets us wait is not hurried", async () => {
    const clock = fakeClock();
    const sender = { user_id: 5, first_name: "Оля" };
    const message = { sender, recipient: { chat_id: 5, chat_type: "dialog" }, body: { mid: "mid.5", text: "да" } };
    const odd = [
      null,
      { update_type: "message_removed" },
      { update_type: "message_created", message: { ...message, body: { mid: 5 } } },
      { update_type: "message_created", message: { ...message, sender: { ...sender, is_bot: true } } },
      { update_type: "message_callback", callback: { callback_id: "c", payload: "x", user: sender }, message: null },
    ];
    const updates = [...odd, { update_type: "message_created", message }];
    const server = await scriptedServer(json(200, { updates, marker: 7 }), json(200, { updates: [], marker: 7 }));
    onTestFinished(() => server.close());
    const { heard } = listenTo(channelTo(server.url, { clock }).channel);
    await expect.poll(() => [server.requests.length, clock.waiting()]).toEqual([2, 1]);
    expect(heard).toMatchObject([{ text: "да", from: { id: "5", name: "Оля" } }]);
    expect(server.requests[1]?.path).toContain("marker=7");
  });

  test("listening ends at once when it is told to", async () => {
    const { server, channel } = await scripted(hang);
    const { stop } = listenTo(channel);
    await expect.poll(() => server.requests.length).toBe(1);
    expect(await stop()).toBeNull();
  });
});

function refuse(update: Update, said: string): void {
  if (update.kind === "text" && update.text === said) throw new Error("the disk is full");
}

test("a certificate of one's own is trusted for MAX alone, and without it nothing is told", async () => {
  const keys: unknown[] = [];
  const identity = { key: readFileSync(join(TLS, "server.key")), cert: readFileSync(join(TLS, "server.pem")) };
  const server = createServer(identity, (request, response) => {
    keys.push(request.headers.authorization);
    response.end(JSON.stringify({ user_id: 1, username: "bot" }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  expect(await failed(channelTo(url).channel.check())).toMatchObject({ kind: "away" });
  expect(keys).toEqual([]);
  expect(await channelTo(url, { ca_file: join(TLS, "authority.pem") }).channel.check()).toEqual({ who: "@bot" });
});
