import { inspect } from "node:util";
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { Platform } from "../../src/domain/platform.ts";
import { AuthError, MarketplaceError } from "../../src/base/errors.ts";
import { ozonDialect } from "../../src/marketplaces/dialects.ts";
import { netFailure } from "../../src/marketplaces/failures.ts";
import { NetError } from "../../src/net/failure.ts";
import type { ItemRef } from "../../src/marketplaces/marketplace.ts";
import { AT_ONCE, adapterAt, OZON_KEY, QUESTION, REVIEW, wbToken, YM_KEY } from "./accounts.ts";
import { signal } from "./contract.ts";
import { NOW } from "./quick-clock.ts";
import { closedPort, cutOff, hang, json, reset, scriptedServer, text } from "./scripted-server.ts";
import type { Step } from "./scripted-server.ts";

const PLATFORMS: Platform[] = ["wb", "ozon", "ym"];
const HOSTED = /127\.0\.0\.1:\d+\//;

/** The error of a publish that meets this reply. */
async function publishError(platform: Platform, step: Step, ref: ItemRef = REVIEW): Promise<unknown> {
  await using server = await scriptedServer(step);
  await using adapter = adapterAt(platform, server.url);
  const error: unknown = await adapter.marketplace
    .publish(ref, "Спасибо за отзыв!", signal, AT_ONCE)
    .catch((thrown) => thrown);
  expect(server.requests, "a publish is sent once").toHaveLength(1);
  expect(adapter.clock.sleeps).toEqual([]);
  expectDiscreet(error, adapter.secret);
  return error;
}

/** Checks that neither the error nor any of its causes contains the key. */
function expectDiscreet(error: unknown, secret: string): void {
  expect(inspect(error, { depth: 12, showHidden: true, getters: true })).not.toContain(secret);
}

const problem = (status: number, title: string, detail: string): Step =>
  json(
    status,
    { title, detail, code: "07e4668e", requestId: "7b80", origin: "ag-marketplace", status },
    {
      "content-type": "application/problem+json",
    },
  );
const wbService = (status: number, errorText: string, additionalErrors: string[] | null = null): Step =>
  json(status, { data: null, error: true, errorText, additionalErrors, requestId: "734c" });
const ozon = (status: number, code: number, message: string, details: unknown = []): Step =>
  json(status, { code, message, details });
const ym = (status: number, code: string, message: string, headers = {}): Step =>
  json(status, { status: "ERROR", errors: [{ code, message }] }, headers);

/** Headers of a server whose clock is an hour ahead of ours, and which names a time to wait for. */
function aheadOfUs(header: string, waitMs: number): Record<string, string> {
  const there = NOW + 3_600_000;
  return { date: new Date(there).toUTCString(), [header]: new Date(there + waitMs).toUTCString() };
}

interface Shape {
  says: string;
  step: Step;
  code: string;
  /** Words of the marketplace that the message repeats. */
  words?: string;
  retryAfterMs?: number;
  ref?: ItemRef;
}

const SHAPES: Record<Platform, Shape[]> = {
  wb: [
    {
      says: "401",
      step: problem(401, "unauthorized", "token problem; token is malformed"),
      code: "auth.key",
      words: "token is malformed",
    },
    {
      says: "402",
      step: problem(402, "payment required", "insufficient funds"),
      code: "auth.plan",
      words: "insufficient funds",
    },
    {
      says: "403 of the gateway",
      step: problem(403, "Forbidden", "scope is not allowed for this resource"),
      code: "auth.role",
    },
    {
      says: "403 of the service",
      step: wbService(403, "Ошибка авторизации"),
      code: "auth.role",
      words: "Ошибка авторизации",
    },
    {
      says: "400 of the service",
      step: wbService(400, "Something went wrong", ["плохой id"]),
      code: "marketplace.refused",
      words: "плохой id",
    },
    {
      says: "400 of answering",
      step: json(400, { title: "bad request", detail: "Неверный синтаксис JSON", requestId: "7f5a", origin: "fbapi" }),
      code: "marketplace.refused",
      words: "Неверный синтаксис JSON",
    },
    {
      says: "404 for a question",
      step: wbService(404, "Не найден отзыв"),
      code: "marketplace.not_found",
      ref: QUESTION,
    },
    {
      says: "422 for a question",
      step: wbService(422, "Не удалось отредактировать вопрос"),
      code: "marketplace.refused",
      ref: QUESTION,
    },
    {
      says: "an error inside a 200",
      step: wbService(200, "Что-то пошло не так"),
      code: "marketplace.refused",
      words: "Что-то пошло не так",
      ref: QUESTION,
    },
    {
      says: "429 with X-Ratelimit-Retry",
      step: (q, r) => {
        r.setHeader("X-Ratelimit-Retry", "7");
        problem(429, "too many requests", "Limited by global limiter")(q, r);
      },
      code: "marketplace.rate_limited",
      retryAfterMs: 7000,
    },
    {
      says: "429 with Retry-After",
      step: json(429, { title: "too many requests", detail: "limited" }, { "retry-after": "12" }),
      code: "marketplace.rate_limited",
      retryAfterMs: 12_000,
    },
    {
      says: "429 without a time",
      step: problem(429, "too many requests", "limited"),
      code: "marketplace.rate_limited",
      retryAfterMs: 60_000,
    },
  ],
  ozon: [
    {
      says: "no subscription",
      step: ozon(403, 7, "rpc error: code = PermissionDenied desc = not available with existing subscription"),
      code: "auth.plan",
    },
    { says: "no role", step: ozon(403, 7, "Api-Key is missing a required role for a method"), code: "auth.role" },
    { says: "another address", step: ozon(403, 7, "Api-Key is restricted to specific IP addresses"), code: "auth.ip" },
    { says: "no offer", step: ozon(403, 7, "Offer not signed"), code: "auth.offer", words: "Offer not signed" },
    {
      says: "a wrong key",
      step: ozon(403, 16, "Invalid Api-Key, please check the key and try again"),
      code: "auth.key",
    },
    {
      says: "a wrong key as 404",
      step: ozon(404, 5, "Invalid Api-Key, please check the key and try again"),
      code: "auth.key",
    },
    {
      says: "a bad Client-Id",
      step: ozon(400, 3, "Client-Id header value should be positive integer"),
      code: "auth.key",
    },
    { says: "401", step: ozon(401, 16, "unauthenticated"), code: "auth.key" },
    {
      says: "a validation error",
      step: ozon(400, 3, "Request validation error: invalid CommentCreateRequest.Text"),
      code: "marketplace.refused",
      words: "Request validation error",
    },
    {
      says: "details as a text",
      step: ozon(400, 3, "bad request", "text is too long"),
      code: "marketplace.refused",
      words: "text is too long",
      ref: QUESTION,
    },
    { says: "no such review", step: ozon(404, 5, "review not found"), code: "marketplace.not_found" },
    { says: "409", step: ozon(409, 6, "conflict"), code: "marketplace.refused" },
    {
      says: "429",
      step: json(
        429,
        { code: 8, message: "You have reached request rate limit per second", details: [] },
        { "retry-after": "3" },
      ),
      code: "marketplace.rate_limited",
      retryAfterMs: 3000,
    },
    {
      says: "429 with a date by a clock that is an hour ahead of ours",
      step: json(429, { code: 8, message: "limit" }, aheadOfUs("retry-after", 90_000)),
      code: "marketplace.rate_limited",
      retryAfterMs: 90_000,
    },
    {
      says: "a method that is switched off",
      step: ozon(403, 7, "Circle is open"),
      code: "marketplace.unavailable",
      retryAfterMs: 300_000,
    },
    {
      says: "an unknown path",
      step: text(404, "404 page not found", { "content-type": "text/plain" }),
      code: "marketplace.bad_reply",
    },
  ],
  ym: [
    {
      says: "401",
      step: ym(401, "UNAUTHORIZED", "Api-Key token is invalid"),
      code: "auth.key",
      words: "Api-Key token is invalid",
    },
    { says: "a revoked key", step: ym(401, "UNAUTHORIZED", "Api-Key token is revoked"), code: "auth.key" },
    { says: "a wrong prefix", step: ym(401, "UNAUTHORIZED", "Api-Key token prefix invalid"), code: "auth.key" },
    {
      says: "no scope",
      step: ym(403, "FORBIDDEN", "Token does not have any of the scopes to access the API method"),
      code: "auth.role",
    },
    { says: "another cabinet", step: ym(403, "FORBIDDEN", "Access denied"), code: "auth.business" },
    { says: "an unknown cabinet", step: ym(404, "NOT_FOUND", "Business not found: 987654"), code: "auth.business" },
    {
      says: "400",
      step: ym(400, "BAD_REQUEST", "Illegal url in comment text."),
      code: "marketplace.refused",
      words: "Illegal url",
    },
    { says: "no such review", step: ym(404, "NOT_FOUND", "Feedbacks not found."), code: "marketplace.not_found" },
    {
      says: "an error inside a 200",
      step: ym(200, "BAD_REQUEST", "нельзя"),
      code: "marketplace.refused",
      words: "нельзя",
    },
    {
      says: "too many at a time",
      step: ym(420, "LIMIT_EXCEEDED", "Hit rate limit of 4 parallel requests for businessId 987654", {
        "X-RateLimit-Resource-Until": new Date(NOW + 3_000_000).toUTCString(),
      }),
      code: "marketplace.rate_limited",
      retryAfterMs: 1000,
    },
    {
      says: "too many in an hour, by a clock that is an hour ahead of ours,",
      step: ym(
        420,
        "LIMIT_EXCEEDED",
        "Hit rate limit of 1000 requests per '1 hour' for resource 'comments'",
        aheadOfUs("X-RateLimit-Resource-Until", 3_000_000),
      ),
      code: "marketplace.rate_limited",
      retryAfterMs: 3_000_000,
    },
    {
      says: "420 without a time",
      step: ym(420, "LIMIT_EXCEEDED", "Hit rate limit"),
      code: "marketplace.rate_limited",
      retryAfterMs: 60_000,
    },
    {
      says: "a cabinet that is being moved",
      step: ym(423, "LOCKED", "Business is being migrated"),
      code: "marketplace.unavailable",
      retryAfterMs: 60_000,
    },
  ],
};

describe("a time to wait", () => {
  it.each([
    ["0", 1000],
    [new Date(NOW - 60_000).toUTCString(), 1000],
    ["99999999", 24 * 60 * 60_000],
    ["soon", 60_000],
  ])("of %j is %i ms", async (value, retryAfterMs) => {
    const step = json(429, { code: 8, message: "limit" }, { "retry-after": value });
    expect(await publishError("ozon", step)).toMatchObject({ code: "marketplace.rate_limited", retryAfterMs });
  });
});

describe.each(PLATFORMS)("what %s refuses", (platform) => {
  it.each(SHAPES[platform])(
    "$says is $code and was not carried out",
    async ({ step, code, words = "", retryAfterMs, ref }) => {
      const error = await publishError(platform, step, ref);
      const kind = code.startsWith("auth.") ? AuthError : MarketplaceError;
      expect(error).toBeInstanceOf(kind);
      const waits = code === "marketplace.rate_limited" || code === "marketplace.unavailable";
      expect(error).toMatchObject({ code, retryable: waits, retryAfterMs });
      expect((error as Error).message).toMatch(HOSTED);
      expect((error as Error).message).toContain(words);
      if (code === "marketplace.refused") expect((error as MarketplaceError).said).toContain(words);
      if (error instanceof MarketplaceError) expect(error.effect).toBe("none");
      else expect((error as AuthError).hint).toMatch(/\S{3,}/);
    },
  );
});

/** Replies after which nobody knows whether the answer was published. */
const DOUBTFUL: { says: string; step: Step; code: string }[] = [
  {
    says: "HTML with a 502",
    step: text(502, "<html><h1>502 Bad Gateway</h1></html>"),
    code: "marketplace.unavailable",
  },
  { says: "a 500", step: json(500, { code: 13, message: "internal" }), code: "marketplace.unavailable" },
  {
    says: "HTML with a 200",
    step: text(200, "<!doctype html><p>Проверка браузера</p>"),
    code: "marketplace.unavailable",
  },
  {
    says: "JSON cut off within",
    step: text(200, '{"data": {"fee', { "content-type": "application/json" }),
    code: "marketplace.bad_reply",
  },
  { says: "a redirect", step: text(302, "", { location: "/elsewhere" }), code: "marketplace.unavailable" },
  { says: "a reset after the request", step: reset, code: "marketplace.unavailable" },
  { says: "a body that breaks off", step: cutOff, code: "marketplace.unavailable" },
];

describe.each(PLATFORMS)("a publish at %s", (platform) => {
  it.each(DOUBTFUL)("that meets $says may have been carried out", async ({ step, code }) => {
    expect(await publishError(platform, step)).toMatchObject({ name: "MarketplaceError", code, effect: "unknown" });
  });

  it("that times out may have been carried out", async () => {
    await using server = await scriptedServer(hang);
    await using adapter = adapterAt(platform, server.url);
    const arrival = server.arrival();
    const publishing = adapter.marketplace
      .publish(REVIEW, "Спасибо!", signal, AT_ONCE)
      .catch((thrown: unknown) => thrown);
    await arrival;
    expect(adapter.clock.timers()).toEqual([30_000]);
    adapter.clock.fireTimers();
    const error = await publishing;
    expect(error).toMatchObject({ code: "marketplace.unavailable", effect: "unknown", retryable: true });
    expect((error as Error).message).toContain("30 s");
    expect(server.requests).toHaveLength(1);
    expectDiscreet(error, adapter.secret);
  });

  it("that is aborted after it was sent may have been carried out", async () => {
    await using server = await scriptedServer(hang);
    await using adapter = adapterAt(platform, server.url);
    const stop = new AbortController();
    const arrival = server.arrival();
    const publishing = adapter.marketplace
      .publish(REVIEW, "Спасибо!", stop.signal, AT_ONCE)
      .catch((thrown: unknown) => thrown);
    await arrival;
    const reason = new Error("shutting down");
    stop.abort(reason);
    expect(await publishing).toMatchObject({ code: "marketplace.interrupted", effect: "unknown", cause: reason });
  });

  it("that finds nobody listening was not carried out", async () => {
    await using adapter = adapterAt(platform, await closedPort());
    const error: unknown = await adapter.marketplace
      .publish(REVIEW, "Спасибо!", signal, AT_ONCE)
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "marketplace.unavailable", effect: "none", retryable: true });
    expectDiscreet(error, adapter.secret);
  });

  it("that meets a server which closes the connection without a reply may have been carried out", async () => {
    const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    await using adapter = adapterAt(platform, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const publishing = adapter.marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE);
    await expect(publishing).rejects.toMatchObject({ code: "marketplace.unavailable", effect: "unknown" });
    server.close();
  });
});

describe("a publish without a reply", () => {
  it.each([
    ["never left", false, "none"],
    ["may have left", true, "unknown"],
  ] as const)("that %s has the effect it can have", (_what, left, effect) => {
    const sent = { where: "POST host/path", doubt: "unknown" as const, notFound: [404] };
    for (const fault of ["unreachable", "broken", "timeout"] as const) {
      const error = netFailure(ozonDialect, sent, new NetError("no reply", { fault, left }));
      expect(error).toMatchObject({ code: "marketplace.unavailable", effect, retryable: true });
    }
  });
});

describe.each([
  ["wb", wbToken()],
  ["ozon", OZON_KEY],
  ["ym", YM_KEY],
] as const)("the key of %s", (platform, secret) => {
  it("is struck out when the marketplace repeats it", async () => {
    const said = `bad key ${secret} given`;
    const bodies = {
      wb: { title: "unauthorized", detail: said },
      ozon: { code: 16, message: said },
      ym: { status: "ERROR", errors: [{ code: "X", message: said }] },
    };
    const error = await publishError(platform, json(401, bodies[platform]));
    expect((error as Error).message).toContain("bad key •••• given");
  });
});

describe("an error of Yandex Market", () => {
  it("is retried soon, because the reset time in its headers concerns the hourly limit and not the error", async () => {
    const until = new Date(NOW + 3_000_000).toUTCString();
    const limits = { "x-ratelimit-resource-remaining": "4000", "x-ratelimit-resource-until": until };
    const error = await publishError("ym", json(500, { status: "ERROR", errors: [] }, limits));
    expect(error).toMatchObject({ code: "marketplace.unavailable", retryAfterMs: undefined });
  });
});
