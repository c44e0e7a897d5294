/** Telegram's calls, from the simulated one's settings over our own HTTP server to whoever takes them. */
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import type { Update } from "../../src/channels/channel.ts";
import { createTelegram } from "../../src/channels/telegram/channel.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { testConfig } from "../support/config.ts";
import { served } from "../support/listening.ts";
import { failed, listenTo } from "./listening.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const ANNA = { id: 501, name: "Анна" };
const PUBLIC = "https://shop.example";

async function hooked(taking?: (update: Update) => void) {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const settings = { token: telegram.token, api_root: telegram.url, mode: "webhook", secret: SECRET };
  const http = { public_url: PUBLIC };
  const { alerts, net } = testConfig({ alerts: { telegram: settings }, http, net: { proxy: "direct" } });
  const { channel, hook } = createTelegram(alerts.telegram!, { general: net, publicUrl: PUBLIC }, systemClock);
  onTestFinished(() => channel.close());
  const url = await served({ telegramHook: () => hook });
  const call = async (body: unknown, more: { secret?: string | null; path?: string } = {}) => {
    const { secret, path } = { secret: SECRET, path: hook?.path ?? "", ...more };
    const headers = secret === null ? {} : { "x-telegram-bot-api-secret-token": secret };
    const sent = typeof body === "string" || body instanceof ReadableStream ? body : JSON.stringify(body);
    const init = { method: "POST", headers, body: sent, duplex: "half" } as RequestInit;
    return (await fetch(url + path, init)).status;
  };
  const listening = () => {
    const parts = listenTo(channel, taking);
    return expect
      .poll(() => telegram.webhook())
      .not.toBeNull()
      .then(() => parts);
  };
  telegram.write(ANNA, "/start");
  return { telegram, channel, hook, call, listening, url, update: () => telegram.pending()[0] };
}

describe("a webhook of Telegram", () => {
  test("is named to Telegram when listening begins, and what it calls with is taken once", async () => {
    const { telegram, call, listening, hook, update } = await hooked();
    const { heard, stop } = await listening();
    expect(telegram.webhook()).toEqual({ url: PUBLIC + hook?.path, secret: SECRET });
    expect(await call(update())).toBe(200);
    expect(await call(update())).toBe(200);
    expect(heard).toMatchObject([{ kind: "text", text: "/start", from: { id: "501" } }]);
    expect(await stop()).toBeNull();
    telegram.write(ANNA, "ещё");
    expect(await call(telegram.pending()[1])).toBe(503);
  });

  test("whose secret, path or method is wrong takes nothing and reads no body", async () => {
    const { call, listening, update, hook, url } = await hooked();
    const { heard } = await listening();
    for (const secret of [null, "", "wrong", SECRET.slice(1), `${SECRET}x`]) {
      expect(await call(update(), { secret }), String(secret)).toBe(401);
    }
    expect(await call(update(), { path: "/hooks/telegram/guessed" })).toBe(401);
    // A body that does not end would be waited for by whoever reads it.
    const endless = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) });
    expect(await call(endless, { secret: "wrong" })).toBe(401);
    expect((await fetch(url + hook?.path)).status).toBeGreaterThanOrEqual(400);
    expect(heard).toEqual([]);
  });

  test("refuses what is too large, at any length that it says or does not say, and what is no JSON", async () => {
    const { call, listening } = await hooked();
    const { heard } = await listening();
    expect(await call("x".repeat(257 * 1024))).toBe(413);
    expect(await call("{")).toBe(400);
    expect(await call("null")).toBe(200);
    expect(await call({ update_id: "x", message: [] })).toBe(200);
    let left = 20;
    const endless = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(Buffer.alloc(64 * 1024, " "));
        else controller.close();
      },
    });
    // The connection may be closed before the client has read why.
    expect([413, "closed"]).toContain(await call(endless).catch(() => "closed"));
    expect(heard).toEqual([]);
  });

  test("brings again what could not be taken", async () => {
    let isBroken = true;
    const { call, listening, update } = await hooked(() => {
      if (isBroken) throw new Error("the disk is full");
    });
    const { heard } = await listening();
    expect(await call(update())).toBe(503);
    isBroken = false;
    expect(await call(update())).toBe(200);
    expect(heard).toHaveLength(1);
  });

  test("without a listener asks Telegram to come again, and a token that is refused ends the listening", async () => {
    const { telegram, channel, call, update } = await hooked();
    expect(await call(update())).toBe(503);
    telegram.manners.away = true;
    const listened = channel.listen?.(async () => undefined, new AbortController().signal, {
      read: () => null,
      write: async () => undefined,
    });
    expect(await failed(listened!)).toMatchObject({ kind: "away" });
  });
});

test("without a webhook its path is none", async () => {
  const url = await served();
  expect((await fetch(`${url}/hooks/telegram/anything`, { method: "POST", body: "{}" })).status).toBe(401);
});
