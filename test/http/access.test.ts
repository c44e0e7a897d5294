import { connect } from "node:net";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { testConfig } from "../support/config.ts";
import { served, status } from "../support/listening.ts";
import { personWith } from "../support/people.ts";
import { ADMIN, ANNA, READER, TOKENS } from "../support/served.ts";
import { Browser, openShop } from "../web/shop.ts";

const PATHS = [
  "/",
  "/metrics",
  "/office/data.json",
  "/api/v1/office/agents",
  "/api/v1/openapi.json",
  "/api/v1/reputation/items",
  "/api/v1/reputation/stats",
  "/nothing",
];

async function statuses(url: string, headers: Record<string, string> = {}): Promise<number[]> {
  const replies = await Promise.all(PATHS.map((path) => fetch(url + path, { headers })));
  return replies.map(({ status }) => status);
}

describe("a request with neither token nor session", () => {
  test.each([
    ["with tokens", {}],
    ["without any token", { tokens: [] }],
  ])("gets health and nothing else, in a configuration %s", async (_, options) => {
    const url = await served(options);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(new Set(await statuses(url))).toEqual(new Set([401]));
  });

  test("nor does a person's session open what is for programs, or add anything to a token", async () => {
    const http = { ...TOKENS, listen: "127.0.0.1:0" };
    const { app, url } = await openShop([], { http });
    await personWith(app, "olga", "admin");
    const olga = new Browser(url);
    await olga.signIn("olga");
    const ask = async (headers: Record<string, string>): Promise<number[]> => {
      const asked = PATHS.map((path) => olga.get(path, { accept: "application/json", ...headers }));
      return (await Promise.all(asked)).map((reply) => reply.status);
    };
    expect((await olga.get("/inbox")).status).toBe(200);
    expect(await ask({})).toEqual([303, ...Array<number>(PATHS.length - 1).fill(401)]);
    const withToken = [303, 403, 403, 403, 200, 200, 200, 404];
    expect(await ask({ authorization: `Bearer ${ANNA}` })).toEqual(withToken);
    expect(new Set(await ask({ authorization: "Bearer of-nobody" }))).toEqual(new Set([401]));
    const skip = "/api/v1/reputation/items/1/skip";
    expect((await olga.post(skip, {})).status).toBe(401);
    expect((await olga.post(skip, {}, { authorization: `Bearer ${READER}` })).status).toBe(403);
  });
});

describe("the name that a request is sent to", () => {
  test("must be loopback's, the address's or a configured one on every route but /healthz", async () => {
    const http = { ...TOKENS, public_url: "https://Reputation.example/", hosts: ["answers.lan"] };
    const url = await served({ http, listen: "127.0.0.2:0" });
    const { port } = new URL(url);
    for (const own of [
      "127.0.0.1",
      `localhost:${port}`,
      "[::1]:1",
      "127.0.0.2",
      "reputation.example",
      "ANSWERS.lan:80",
    ])
      expect(await status(url + "/metrics", { host: own }), own).toBe(200);
    for (const foreign of ["attacker.example", "localhost.attacker.example", "127.0.0.3", "x.reputation.example"]) {
      for (const path of [...PATHS, "/readyz"])
        expect(await status(url + path, { host: foreign }), foreign + path).toBe(421);
      expect(await status(url + "/healthz", { host: foreign })).toBe(200);
    }
  });

  test("is never the wildcard that the server listens on", () => {
    const config = testConfig({ http: { listen: "[::]:0", proxy: { trusted: ["10.0.0.1"] } } });
    expect(httpOptions(config).names).toEqual([]);
  });
});

describe("a request that a browser makes for a page of another site", () => {
  const from = (url: string, headers: Record<string, string> = {}, method = "GET") =>
    status(url, { "sec-fetch-site": "cross-site", ...headers }, method);
  const followed = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

  test("is refused, unless a person follows a link", async () => {
    const url = await served();
    for (const path of [...PATHS, "/readyz"]) expect(await from(url + path), path).toBe(403);
    expect(await from(`${url}/metrics`, followed)).toBe(200);
    expect(await from(`${url}/metrics`, { ...followed, "sec-fetch-dest": "iframe" })).toBe(403);
    expect(await from(`${url}/api/v1/reputation/items/1/skip`, followed, "POST")).toBe(403);
    expect(await from(`${url}/metrics`, { "sec-fetch-site": "same-origin" })).toBe(200);
  });

  test("may read the Office feed when it is the dashboard's, and nothing else", async () => {
    const origin = "https://office.example";
    const url = await served({ http: { ...TOKENS, cors_origin: origin } });
    expect(await from(`${url}/office/data.json`, { origin })).toBe(200);
    const asks = { origin, "access-control-request-method": "GET" };
    expect(await from(`${url}/office/data.json`, asks, "OPTIONS")).toBe(204);
    expect(await from(`${url}/office/data.json`, { origin: "https://elsewhere.example" })).toBe(403);
    expect(await from(`${url}/metrics`, { origin })).toBe(403);
  });
});

test("a token that is limited to brands gets no figures of all brands", async () => {
  const url = await served();
  const asAnna = { authorization: `Bearer ${ANNA}` };
  for (const path of ["/metrics", "/office/data.json", "/api/v1/office/agents", "/api/v1/office/agents/reputation_wb"])
    expect(await status(url + path, asAnna), path).toBe(403);
  expect(await status(`${url}/api/v1/reputation/stats`, asAnna)).toBe(200);
  expect(await (await fetch(`${url}/readyz`, { headers: asAnna })).json()).toEqual({ status: "ok" });
});

describe("wrong tokens", () => {
  const wrong = { authorization: "Bearer of-nobody" };

  test("are answered slower and slower, and a right one is not", async () => {
    const url = await served({ clock: systemClock });
    const took = async (headers?: Record<string, string>): Promise<number> => {
      const startedAt = performance.now();
      await status(`${url}/api/v1/openapi.json`, headers ?? {});
      return performance.now() - startedAt;
    };
    for (let i = 0; i < 4; i++) await took(wrong);
    expect(await took(wrong)).toBeGreaterThan(190);
    const pending = took(wrong);
    expect(await Promise.race([pending.then(() => "the wrong one"), took().then(() => "the right one")])).toBe(
      "the right one",
    );
    expect(await pending).toBeGreaterThan(390);
  });

  test("from one address are not even looked at while fifty are being answered, whoever sends them", async () => {
    const url = await served({ clock: systemClock });
    const many = Array.from({ length: 60 }, () => status(`${url}/metrics`, wrong));
    await expect.poll(() => status(`${url}/metrics`, {})).toBe(429);
    expect(await status(`${url}/healthz`, {})).toBe(200);
    await Promise.race(many);
  });

  test("are logged with the address, at once and then once a minute", async () => {
    const stream = new PassThrough();
    const url = await served({ clock: systemClock, log: createLog("warn", stream) });
    await Promise.all(Array.from({ length: 3 }, () => status(`${url}/metrics`, wrong)));
    const lines = String(stream.read()).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: "http: wrong tokens", tries: 1, address: "127.0.0.1" },
    ]);
    expect(lines.join()).not.toContain("of-nobody");
  });
});

test("a POST that says nothing about a body is a decision without one", async () => {
  const { hostname, port } = new URL(await served());
  const socket = connect(Number(port), hostname);
  const head = [
    "POST /api/v1/reputation/items/1/approve HTTP/1.1",
    "Host: localhost",
    `Authorization: Bearer ${ADMIN}`,
  ];
  socket.write([...head, "Connection: close", "", ""].join("\r\n"));
  expect(await text(socket)).toMatch(/^HTTP\/1.1 404 [\s\S]*"item.unknown"/);
});
