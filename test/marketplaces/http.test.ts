import { AT_ONCE } from "./accounts.ts";
import { usageInMemory } from "../../src/marketplaces/limit.ts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { wbDialect } from "../../src/marketplaces/dialects.ts";
import { DIRECT } from "../../src/net/route.ts";
import { createHttp } from "../../src/marketplaces/http.ts";
import type { Call } from "../../src/marketplaces/http.ts";
import { signal } from "./contract.ts";
import { quickClock } from "./quick-clock.ts";
import { closedPort, hang, json, reset, scriptedServer, text } from "./scripted-server.ts";

const GREETING: Call<{ hello: string }> = { method: "GET", path: "/greeting", reply: z.object({ hello: z.string() }) };
const LIMIT = { starts: 100, perMs: 1000, parallel: 4 };

function clientAt(baseUrl: string, headers: Record<string, string> = { Authorization: "secret-key-1" }) {
  const clock = quickClock();
  const secret = Object.values(headers)[0] ?? "";
  const http = createHttp({
    clock,
    dialect: wbDialect,
    baseUrl,
    headers,
    secret,
    limit: LIMIT,
    usage: usageInMemory(),
    route: DIRECT,
  });
  return { clock, http, [Symbol.asyncDispose]: () => http.close() };
}

describe("a read", () => {
  it("carries the key, the query and JSON, below the base path", async () => {
    await using server = await scriptedServer(json(200, { hello: "мир" }));
    await using client = clientAt(`${server.url}/wb/`);
    const call = {
      ...GREETING,
      method: "POST" as const,
      query: { take: 5, isAnswered: false, none: undefined },
      body: { text: "Ё" },
    };
    expect(await client.http.read(call, signal)).toEqual({ hello: "мир" });
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        path: "/wb/greeting?take=5&isAnswered=false",
        body: { text: "Ё" },
        headers: { authorization: "secret-key-1", "content-type": "application/json" },
      },
    ]);
  });

  it("succeeds after a broken connection and a 503, one and two seconds later", async () => {
    await using server = await scriptedServer(reset, text(503, "<html>"), json(200, { hello: "again" }));
    await using client = clientAt(server.url);
    expect(await client.http.read(GREETING, signal)).toEqual({ hello: "again" });
    expect(client.clock.sleeps).toEqual([1000, 2000]);
  });

  it("gives up after three retries with an error that has no effect", async () => {
    await using server = await scriptedServer(text(502, "<html>"));
    await using client = clientAt(server.url);
    const refused = { code: "marketplace.unavailable", effect: "none", retryable: true };
    await expect(client.http.read(GREETING, signal)).rejects.toMatchObject(refused);
    expect(client.clock.sleeps).toEqual([1000, 2000, 4000]);
    expect(server.requests).toHaveLength(4);
  });

  it("is tried again when nobody listens", async () => {
    await using client = clientAt(await closedPort());
    await expect(client.http.read(GREETING, signal)).rejects.toMatchObject({ code: "marketplace.unavailable" });
    expect(client.clock.sleeps).toEqual([1000, 2000, 4000]);
  });

  it("is not tried again when the marketplace named a time, or refused", async () => {
    for (const step of [text(503, "busy", { "retry-after": "120" }), json(429, {}), json(400, { detail: "no" })]) {
      await using server = await scriptedServer(step);
      await using client = clientAt(server.url);
      await expect(client.http.read(GREETING, signal)).rejects.toMatchObject({ name: "MarketplaceError" });
      expect(server.requests).toHaveLength(1);
      expect(client.clock.sleeps).toEqual([]);
    }
  });

  it("reports the waiting time that a 503 names", async () => {
    await using server = await scriptedServer(text(503, "busy", { "retry-after": "120" }));
    await using client = clientAt(server.url);
    await expect(client.http.read(GREETING, signal)).rejects.toMatchObject({ retryAfterMs: 120_000 });
  });

  it("names host, operation and field when the reply does not match its schema", async () => {
    await using server = await scriptedServer(json(200, { hello: 5 }));
    await using client = clientAt(server.url);
    const host = server.url.slice("http://".length);
    await expect(client.http.read(GREETING, signal)).rejects.toMatchObject({
      code: "marketplace.bad_reply",
      message: expect.stringMatching(new RegExp(`GET ${host}/greeting.*hello: .*expected string`)),
    });
  });

  it("stops at once when the signal aborts while the server thinks", async () => {
    await using server = await scriptedServer(hang);
    await using client = clientAt(server.url);
    const stop = new AbortController();
    const arrival = server.arrival();
    const reading = client.http.read(GREETING, stop.signal);
    await arrival;
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(client.clock.timers()).toEqual([]);
  });

  it("does not follow a redirect", async () => {
    await using elsewhere = await scriptedServer(json(200, { hello: "thief" }));
    await using server = await scriptedServer(text(307, "", { location: `${elsewhere.url}/greeting` }));
    await using client = clientAt(server.url);
    await expect(client.http.read(GREETING, signal)).rejects.toMatchObject({ code: "marketplace.unavailable" });
    expect(elsewhere.requests).toEqual([]);
  });

  it("does not take more than 8 MiB into memory", async () => {
    let sent = 0;
    await using server = await scriptedServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const megabyte = Buffer.alloc(1024 * 1024, " ");
      const more = () => {
        do sent++;
        while (!response.destroyed && response.write(megabyte));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    await using client = clientAt(server.url);
    await expect(client.http.read(GREETING, signal)).rejects.toMatchObject({
      code: "marketplace.bad_reply",
      message: expect.stringContaining("larger than"),
    });
    // The remaining bytes are those buffered in the sockets.
    expect(sent).toBeLessThan(40);
  });
});

describe("a key that cannot be sent", () => {
  it.each(["", "two\nlines", "сpочти", "nul\0"])("is refused without repeating it (%j)", async (key) => {
    await using server = await scriptedServer(json(200, { hello: "?" }));
    await using client = clientAt(server.url, { Authorization: key });
    const error: unknown = await client.http.send(GREETING, signal, AT_ONCE).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "AuthError", code: "auth.key" });
    if (key !== "") expect((error as Error).message).not.toContain(key);
    expect(server.requests).toEqual([]);
  });
});

describe("closing", () => {
  it("aborts the requests that are under way", async () => {
    await using server = await scriptedServer(hang);
    const client = clientAt(server.url);
    const arrival = server.arrival();
    const sending = client.http.send(GREETING, signal, AT_ONCE).catch((thrown: unknown) => thrown);
    await arrival;
    await client.http.close();
    expect(await sending).toMatchObject({ code: "marketplace.unavailable", effect: "unknown" });
  });
});
