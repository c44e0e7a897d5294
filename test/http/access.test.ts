import { describe, expect, onTestFinished, test } from "vitest";
import { createLog } from "../../src/base/log.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import type { FindPerson } from "../../src/http/principal.ts";
import { startHttp, type HttpOptions } from "../../src/http/server.ts";
import { testApp } from "../support/app.ts";
import { ADMIN, TOKENS } from "../support/served.ts";

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

/** The program without items, served until the test ends. */
async function served({ http = TOKENS, ...more }: { http?: object } & Partial<HttpOptions> = {}): Promise<string> {
  const { app, config } = await testApp({ items: [], settings: { http } });
  const parts = httpParts(
    app,
    createMetrics(() => gaugesOf(app)),
  );
  const options = { ...httpOptions(config), listen: "127.0.0.1:0", log: createLog("silent"), ...more };
  const server = await startHttp(parts, options);
  onTestFinished(() => server.close());
  return server.url;
}

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

  test("the session of a person opens what a token opens, but adds nothing to a token's rights", async () => {
    const personOf: FindPerson = ({ headers }) =>
      headers.get("cookie") === "sid=anna"
        ? { kind: "person", name: "anna", role: "manager", brands: null }
        : undefined;
    const url = await served({ personOf });
    const open = [404, 200, 200, 200, 200, 200, 200, 404];
    expect(await statuses(url, { cookie: "sid=anna" })).toEqual(open);
    expect(await statuses(url, { authorization: `Bearer ${ADMIN}` })).toEqual(open);
    const both = await statuses(url, { cookie: "sid=anna", authorization: "Bearer of-nobody" });
    expect(new Set(both)).toEqual(new Set([401]));
  });
});
