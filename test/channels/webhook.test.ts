import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ChannelError, type Message } from "../../src/channels/channel.ts";
import { webhookBody } from "../../src/channels/webhook/body.ts";
import { createWebhooks } from "../../src/channels/webhook/channel.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { testConfig } from "../support/config.ts";
import { closedPort, hang, json, reset, scriptedServer, text, type Step } from "../marketplaces/scripted-server.ts";

const KEY = Buffer.from("0123456789abcdef0123456789abcdef");
const SECRET = `whsec_${KEY.toString("base64")}`;
const NEGATIVE: Message = {
  text: "★☆☆☆☆ Wildberries\nСломалась <b>молния</b>",
  link: { label: "Открыть", url: "https://shop.example/items/7" },
  facts: { event: "negative", level: "urgent", at: 1_700_000_000_000, brand: "market", item: 7 },
};

function webhooksTo(url: string) {
  const webhooks = [{ name: "desk", url: `${url}/hooks/Sekret/?key=Sekret`, secret: SECRET }];
  const channel = createWebhooks(testConfig({ alerts: { webhooks }, net: { proxy: "direct" } }), fakeClock());
  onTestFinished(() => channel.close());
  return channel;
}

async function receiver(...steps: [Step, ...Step[]]) {
  const server = await scriptedServer(...steps);
  onTestFinished(() => server.close());
  return { ...server, channel: webhooksTo(server.url) };
}

const failed = (promise: Promise<unknown>): Promise<ChannelError> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ChannelError);
      return error as ChannelError;
    },
  );

describe("a webhook", () => {
  test("gets the event as JSON, signed as Standard Webhooks has it, and a repeat under the same id", async () => {
    const { channel, requests } = await receiver(json(204, null));
    await channel.send("desk", NEGATIVE, "delivery-1");
    const { messageId } = await channel.send("desk", NEGATIVE, "delivery-1");
    const [{ path, headers, body } = {} as never, again] = requests;
    expect(path).toBe("/hooks/Sekret/?key=Sekret");
    expect(webhookBody.parse(body)).toEqual({
      type: "negative",
      timestamp: "2023-11-14T22:13:20.000Z",
      data: { level: "urgent", brand: "market", item_id: 7, text: NEGATIVE.text, url: "https://shop.example/items/7" },
    });
    const signed = [headers["webhook-id"], headers["webhook-timestamp"], JSON.stringify(body)].join(".");
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", KEY).update(signed).digest("base64")}`);
    expect([headers["webhook-id"], again?.headers["webhook-id"]]).toEqual([messageId, messageId]);
  });

  test("the example and the code in the documentation fit what is sent", async () => {
    const docs = readFileSync(join(import.meta.dirname, "../../docs/alerts.md"), "utf8");
    const example = /```json\n(.*?)```/s.exec(docs)?.[1] ?? "";
    expect(webhookBody.strict().parse(JSON.parse(example))).toBeDefined();
    const { channel, requests } = await receiver(json(204, null));
    await channel.send("desk", NEGATIVE, "d");
    const code = (/```js\n(.*?)```/s.exec(docs)?.[1] ?? "").replace(/^import.*\n/, "");
    // oxlint-disable-next-line typescript/no-implied-eval -- it is our own documentation that is tried out
    const make = new Function("createHmac", "timingSafeEqual", "Date", `${code}; return isGenuine;`);
    const isGenuine = make(createHmac, timingSafeEqual, { now: () => fakeClock().now() }) as (
      ...args: [object, string, string]
    ) => boolean;
    const [{ headers, body } = {} as never] = requests;
    expect(isGenuine(headers, JSON.stringify(body), SECRET)).toBe(true);
    expect(isGenuine(headers, JSON.stringify(body).replace("7", "8"), SECRET)).toBe(false);
  });

  test.each<[string, Step, object]>([
    ["429 with its wait", json(429, {}, { "retry-after": "7" }), { kind: "busy", retryAfterMs: 7000, retryable: true }],
    ["an outage", text(503, "<html>"), { kind: "away" }],
    ["a redirect", text(302, "", { location: "https://elsewhere.example" }), { kind: "away" }],
    ["a receiver that wants no more", text(410, ""), { kind: "gone" }],
    ["a receiver that does not take the signature", text(401, "no"), { kind: "key" }],
    ["a receiver that does not take the event", text(400, "bad"), { kind: "refused", retryable: false }],
    ["a connection that breaks after the event was read", reset, { kind: "unknown" }],
  ])("%s is told by its kind, with neither secret nor address", async (_name, step, expected) => {
    const { channel } = await receiver(step);
    const error = await failed(channel.send("desk", NEGATIVE, "d"));
    expect(error).toMatchObject(expected);
    expect(error.message).toContain('webhook "desk" (127.0.0.1:');
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toMatch(/Sekret|whsec/);
  });

  test("an event is not sent twice by itself, and nothing is waited for longer than half a minute", async () => {
    const clock = fakeClock();
    const server = await scriptedServer(hang);
    onTestFinished(() => server.close());
    const webhooks = [{ name: "desk", url: server.url, secret: SECRET }];
    const channel = createWebhooks(testConfig({ alerts: { webhooks }, net: { proxy: "direct" } }), clock);
    onTestFinished(() => channel.close());
    const arrival = server.arrival();
    const sent = failed(channel.send("desk", NEGATIVE, "d"));
    await arrival;
    await clock.advance(30_000);
    expect(await sent).toMatchObject({ kind: "unknown" });
    expect(server.requests).toHaveLength(1);
  });

  test("that nobody answers at has got nothing", async () => {
    expect(await failed(webhooksTo(await closedPort()).send("desk", NEGATIVE, "d"))).toMatchObject({ kind: "away" });
  });

  test("that is not in the configuration any more is gone", async () => {
    const { channel } = await receiver(json(204, null));
    expect(await failed(channel.send("other", NEGATIVE, "d"))).toMatchObject({ kind: "gone" });
  });

  test("is there when anything answers, and the check sends no event", async () => {
    const { channel, requests } = await receiver(text(405, ""), text(502, ""));
    expect((await channel.check()).who).toMatch(/^desk \(127\.0\.0\.1:\d+\)$/);
    expect(requests).toMatchObject([{ method: "GET" }]);
    expect(await failed(channel.check())).toMatchObject({ kind: "away" });
  });
});
