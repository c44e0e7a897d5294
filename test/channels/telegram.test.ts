import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import type { Message } from "../../src/channels/channel.ts";
import { marked } from "../../src/channels/marks.ts";
import { createTelegram } from "../../src/channels/telegram/channel.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { closedPort, hang, json, reset, scriptedServer, text, type Step } from "../marketplaces/scripted-server.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { utf16 } from "../support/encodings.ts";
import { testConfig } from "../support/config.ts";
import { failed, listenTo } from "./listening.ts";

const ANNA = { id: 501, name: "Анна <b>" };
const BORIS = { id: 502, name: "Борис" };
const TOKEN = "7000000001:AAsandbox-token-of-the-bot_0123456789";
const CARD: Message = {
  text: "★☆☆☆☆ <b>*Wildberries*</b> [x](https://evil.example) \u202eкрай",
  buttons: [
    [
      { id: "a".repeat(22), label: "Отправить" },
      { id: "b", label: "Заново" },
    ],
  ],
  link: { label: "Открыть на странице", url: "https://shop.example/items/7" },
};

function channelTo(url: string, clock = systemClock, token = TOKEN) {
  const { alerts, net } = testConfig({ alerts: { telegram: { token, api_root: url } }, net: { proxy: "direct" } });
  const { channel } = createTelegram(alerts.telegram!, { general: net, publicUrl: undefined }, clock);
  onTestFinished(() => channel.close());
  return { channel, send: (to: string, message = CARD) => channel.send(to, message, "d") };
}

async function sandbox() {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  return { telegram, ...channelTo(telegram.url) };
}

/** A chat that Anna has started. */
async function withAnna() {
  const parts = await sandbox();
  parts.telegram.write(ANNA, "/start");
  return { ...parts, chat: String(ANNA.id), cards: () => parts.telegram.chat(ANNA.id).filter(({ by }) => by === null) };
}

async function scripted(...steps: [Step, ...Step[]]) {
  const server = await scriptedServer(...steps);
  onTestFinished(() => server.close());
  return { server, ...channelTo(server.url) };
}

describe("a card in Telegram", () => {
  test("tells by places what is bold and whose words are whose, so that no sign of a text is markup", async () => {
    const { send, chat, cards } = await withAnna();
    const bold = { bold: "Вопрос <b>&amp;</b>" };
    const words = marked([
      "★☆ 👍 ",
      bold,
      "\n",
      { quote: "> один <i>\n> два &" },
      "\n\n",
      { bold: "Черновик" },
      "\nДа!",
    ]);
    await send(chat, { ...CARD, ...words });
    expect(cards()).toMatchObject([
      {
        text: "★☆ 👍 Вопрос <b>&amp;</b>\n> один <i>\n> два &\n\nЧерновик\nДа!",
        bold: ["Вопрос <b>&amp;</b>", "Черновик"],
      },
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
  });

  test("that stands so already, or not at all, needs no edit", async () => {
    const { send, channel, chat, telegram } = await withAnna();
    const { messageId } = await send(chat);
    await channel.edit?.(chat, messageId, CARD);
    telegram.remove(ANNA.id, messageId);
    await channel.edit?.(chat, messageId, { text: "Отправлено" });
  });

  test("never asks Telegram to read markup or to show a preview", async () => {
    const { server, send } = await scripted(json(200, { ok: true, result: { message_id: 1 } }));
    await send("1");
    expect(server.requests[0]?.body).toMatchObject({ text: CARD.text, link_preview_options: { is_disabled: true } });
    expect(JSON.stringify(server.requests[0]?.body)).not.toContain("parse_mode");
  });

  test("has its link in the text when Telegram would take no button for it, as long as there is room", async () => {
    const { send, chat, cards } = await withAnna();
    const link = { label: "Открыть", url: "http://127.0.0.1:8787/items/7" };
    await send(chat, { text: "Вопрос", link });
    await send(chat, { text: "я".repeat(4096), link });
    expect(cards()).toMatchObject([
      { text: "Вопрос\n\nОткрыть: http://127.0.0.1:8787/items/7", buttons: [] },
      { text: "я".repeat(4096), buttons: [] },
    ]);
  });

  test.each<[string, Message]>([
    ["a text that is too long", { text: "я".repeat(4097) }],
    ["a button whose id would not come back whole", { text: "x", buttons: [[{ id: "я".repeat(33), label: "x" }]] }],
    ["a text without a visible character", { text: " \n" }],
  ])("%s is refused", async (_name, message) => {
    const { send, chat, cards } = await withAnna();
    expect(await failed(send(chat, message))).toMatchObject({ kind: "refused", retryable: false });
    expect(cards()).toEqual([]);
  });
});

describe("what Telegram says no with", () => {
  test("tells who is gone, who has moved where, and for how long to wait", async () => {
    const { telegram, send, chat } = await withAnna();
    expect(await failed(send("999"))).toMatchObject({ kind: "gone" });
    telegram.block(ANNA.id);
    expect(await failed(send(chat))).toMatchObject({ kind: "gone", retryable: false });
    telegram.block(ANNA.id, false);
    telegram.manners.next.push({ kind: "rate_limited", seconds: 17 });
    expect(await failed(send(chat))).toMatchObject({ kind: "busy", retryAfterMs: 17_000, retryable: true });
    telegram.write(ANNA, "привет", { chat: -55 });
    const movedTo = telegram.migrate(-55);
    expect(await failed(send("-55"))).toMatchObject({ kind: "moved", movedTo: String(movedTo) });
    await send(String(movedTo));
  });

  test.each<[string, Step, object]>([
    ["a key that is not taken", json(401, { ok: false, description: "Unauthorized" }), { kind: "key" }],
    ["a key that is none", json(404, { ok: false, description: "Not Found" }), { kind: "key" }],
    ["a page that is not Telegram's", text(404, "<html>"), { kind: "away" }],
    ["an outage", text(502, "<html>"), { kind: "away", retryable: true }],
    ["a redirect", text(302, "", { location: "https://elsewhere.example" }), { kind: "away" }],
    ["a wait of years", json(429, { ok: false, parameters: { retry_after: 1e9 } }), { retryAfterMs: 86_400_000 }],
    ["a wait that is no number", json(429, { ok: false, parameters: { retry_after: "x" } }), { retryAfterMs: 30_000 }],
    ["no more rights in the group", json(400, { ok: false, description: "not enough rights" }), { kind: "gone" }],
    ["a 200 that is a web page", text(200, "<!doctype html>"), { kind: "unknown" }],
    ["a 200 that says no", json(200, { ok: false }), { kind: "unknown" }],
    ["a 200 of wrong types", json(200, { ok: true, result: { message_id: "x" } }), { kind: "unknown" }],
    ["a 200 of endless depth", text(200, "[".repeat(200_000)), { kind: "unknown" }],
    ["a reply of 9 MB", text(200, "x".repeat(9 * 1024 * 1024)), { kind: "unknown" }],
    ["a connection that breaks after the message was taken", reset, { kind: "unknown", retryable: false }],
  ])("%s", async (_name, step, expected) => {
    const { send } = await scripted(step);
    expect(await failed(send("1"))).toMatchObject(expected);
  });

  test("nothing: a message without an answer may have been taken, and is not sent again", async () => {
    const clock = fakeClock();
    const server = await scriptedServer(hang);
    onTestFinished(() => server.close());
    const arrival = server.arrival();
    const sent = failed(channelTo(server.url, clock).send("1"));
    await arrival;
    await clock.advance(30_000);
    const error = await sent;
    expect(error).toMatchObject({ kind: "unknown" });
    expect(error.message).not.toContain(TOKEN.slice(11));
    expect(server.requests).toHaveLength(1);
  });

  test("a card that was taken although the connection broke stands there", async () => {
    const { telegram, send, chat, cards } = await withAnna();
    telegram.manners.next.push({ kind: "drop_after" });
    expect(await failed(send(chat))).toMatchObject({ kind: "unknown" });
    await send(chat);
    expect(cards()).toHaveLength(2);
  });
});

describe("the bot's token", () => {
  test.each<[string, () => Promise<string>]>([
    ["nobody answers", closedPort],
    ["there is no such name", async () => "http://telegram.invalid.localhost:1"],
    ["it is refused, and repeated", () => urlOf(json(401, { ok: false, description: `no ${TOKEN} /bot${TOKEN}/x` }))],
    ["it is refused by a page that repeats it", () => urlOf(text(400, `<a href="/bot${TOKEN}/sendMessage">`))],
    ["it is repeated in a refusal", () => urlOf(json(400, { ok: false, description: `bad ${TOKEN}` }))],
    ["it is repeated as an address", () => urlOf(json(403, { description: encodeURIComponent(TOKEN) }))],
    ["a redirect repeats it", () => urlOf(text(301, "", { location: `https://x.example/bot${TOKEN}/sendMessage` }))],
    ["the connection breaks", () => urlOf(reset)],
  ])("is in no error and no log when %s", async (_name, start) => {
    const lines: string[] = [];
    const log = createLog("trace", { write: (line) => void lines.push(line) });
    const { send, channel } = channelTo(await start());
    for (const error of [await failed(send("1")), await failed(channel.check())]) {
      log.error({ err: error }, "the channel has failed");
      expect(error.cause).toBeUndefined();
    }
    await Promise.resolve();
    const said = lines.join("");
    expect(said).toContain("the channel has failed");
    for (const form of [TOKEN, encodeURIComponent(TOKEN), TOKEN.slice(11)]) {
      expect(said).not.toContain(form);
      expect(Buffer.from(said).includes(utf16(form))).toBe(false);
    }
  });

  test("of another shape than a token's is no part of the address", () => {
    expect(() => channelTo("https://x.example", systemClock, "1:a/../b?c")).toThrow("is no token of a bot");
  });
});

async function urlOf(step: Step): Promise<string> {
  const server = await scriptedServer(step);
  onTestFinished(() => server.close());
  return server.url;
}

describe("presses and texts", () => {
  async function withCard(text: string) {
    const parts = await withAnna();
    return { ...parts, ...(await parts.send(parts.chat, { text })) };
  }

  async function listening(taking?: Parameters<typeof listenTo>[1]) {
    const parts = await withAnna();
    const { messageId } = await parts.send(parts.chat);
    return { ...parts, messageId, ...listenTo(parts.channel, taking) };
  }

  test("come with who did it, and the answer reaches whoever has pressed", async () => {
    const { telegram, channel, messageId, heard } = await listening();
    const { toast } = telegram.press(BORIS, ANNA.id, messageId, "Отправить");
    telegram.write(ANNA, "Лучше так", { repliesTo: messageId });
    await expect
      .poll(() => heard)
      .toMatchObject([
        { kind: "text", from: { id: "501", name: "Анна <b>" }, chat: "501", private: true, text: "/start" },
        { kind: "press", from: { id: "502", name: "Борис" }, chat: "501", messageId, button: "a".repeat(22) },
        { kind: "text", text: "Лучше так", repliesTo: messageId },
      ]);
    await channel.answer?.(heard[1]!.id, "Уйдёт через 30 с".repeat(20));
    await channel.edit?.("501", messageId, { text: "Отправлено" });
    telegram.press(ANNA, ANNA.id, messageId, "Отправить");
    await expect.poll(() => heard[3]).toMatchObject({ kind: "press", from: { id: "501" }, button: "a".repeat(22) });
    expect(await toast).toBe("Уйдёт через 30 с".repeat(20).slice(0, 200));
    await channel.answer?.(heard[1]!.id, "слишком поздно");
  });

  test("of a forwarded card is told from the chat it stands in, and a forwarded text is nobody's", async () => {
    const { telegram, messageId, heard } = await listening();
    const copy = telegram.forward(ANNA, ANNA.id, messageId, BORIS.id);
    telegram.press(BORIS, BORIS.id, copy, "Отправить");
    await expect.poll(() => heard).toMatchObject([{ text: "/start" }, { kind: "press", chat: "502", messageId: copy }]);
  });

  test("are gone from Telegram only when they have been taken", async () => {
    let isBroken = true;
    const { telegram, channel, end, heard } = await listening((update) => {
      if (update.kind === "text" && update.text === "второе" && isBroken) throw new Error("the disk is full");
    });
    telegram.write(ANNA, "второе");
    telegram.write(ANNA, "третье");
    expect(await end).toMatchObject({ message: "the disk is full" });
    expect(heard).toHaveLength(1);
    isBroken = false;
    const again = listenTo(channel);
    await expect.poll(() => again.heard).toMatchObject([{ text: "второе" }, { text: "третье" }]);
    await expect.poll(() => telegram.pending()).toEqual([]);
  });

  test("come again after a crash, under the same ids", async () => {
    const { telegram, heard } = await listening();
    telegram.repeat();
    await expect.poll(() => heard).toHaveLength(2);
    expect(heard[1]).toMatchObject({ kind: "text", text: "/start" });
  });

  test("are heard in a round as large as Telegram makes them, and the next round goes on behind it", async () => {
    const { telegram, channel, messageId } = await withCard("я".repeat(4000));
    for (let n = 0; n < 60; n++) telegram.write(ANNA, `${n} ${"ж".repeat(4000)}`, { repliesTo: messageId });
    const { heard } = listenTo(channel);
    await expect.poll(() => heard).toHaveLength(61);
    expect(heard.slice(1).map((update) => update.kind === "text" && update.text.split(" ")[0])).toEqual(
      Array.from({ length: 60 }, (_, n) => String(n)),
    );
  });

  test("are heard by one program only, and the other one is told what to do", async () => {
    const { telegram, channel, stop } = await listening();
    const other = channelTo(telegram.url);
    const second = listenTo(other.channel);
    const first = listenTo(channel);
    const error = await Promise.race([first.end, second.end]);
    expect(error).toMatchObject({ kind: "key", hint: expect.stringContaining("One program listens") as string });
    await stop();
  });

  test("listening ends at once when it is told to, and a webhook that stands is taken away first", async () => {
    const { telegram, channel } = await withAnna();
    await fetch(`${telegram.url}/bot${TOKEN}/setWebhook`, {
      method: "POST",
      body: JSON.stringify({ url: "https://x.example", secret_token: "s" }),
    });
    const { heard, stop } = listenTo(channel);
    await expect.poll(() => heard).toHaveLength(1);
    expect(telegram.webhook()).toBeNull();
    expect(await stop()).toBeNull();
  });

  test("what is no update, or one of wrong types, is stepped over", async () => {
    const ok = (result: unknown): Step => json(200, { ok: true, result });
    const press = { id: "1", from: { id: 5 }, data: "x" };
    const odd = [
      { update_id: 1, message: { text: 5 } },
      { update_id: 2, callback_query: { ...press, message: "gone" } },
      { update_id: 3, message: { message_id: 1, chat: { id: 1, type: "private" }, text: "без отправителя" } },
      { update_id: 4, edited_message: {} },
    ];
    const good = { message_id: 1, from: { id: 5 }, chat: { id: 5, type: "private" }, text: "да" };
    const { server, channel } = await scripted(ok(true), ok([...odd, { update_id: 5, message: good }]), hang);
    const { heard } = listenTo(channel);
    await expect.poll(() => server.requests.length).toBe(3);
    expect(heard).toMatchObject([{ id: "5", text: "да", from: { id: "5", name: "" } }]);
    expect(server.requests[2]?.body).toMatchObject({ offset: 6 });
  });

  test("a server that never lets us wait is not asked without a pause", async () => {
    const clock = fakeClock();
    const server = await scriptedServer(json(200, { ok: true, result: [{ no: "id" }] }));
    onTestFinished(() => server.close());
    listenTo(channelTo(server.url, clock).channel);
    await expect.poll(() => [server.requests.length, clock.waiting()]).toEqual([2, 1]);
    await clock.advance(1000);
    await expect.poll(() => server.requests.length).toBe(3);
  });
});

test("a check says which bot it is, and tells nobody anything", async () => {
  const { telegram, channel, cards } = await withAnna();
  expect(await channel.check()).toEqual({ who: "@reputation_sandbox_bot" });
  expect(cards()).toEqual([]);
  const { channel: other } = channelTo(telegram.url, systemClock, `${TOKEN}x`);
  expect(await failed(other.check())).toMatchObject({
    kind: "key",
    hint: expect.stringContaining("BotFather") as string,
  });
});
