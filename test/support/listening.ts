/** The HTTP server on loopback, and requests as no browser or fetch would send them. */
import { request } from "node:http";
import { onTestFinished } from "vitest";
import { createLog } from "../../src/base/log.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startHttp, type HttpOptions } from "../../src/http/server.ts";
import { testApp } from "./app.ts";
import { ADMIN, TOKENS } from "./served.ts";

/** Serves the program without items until the test ends; returns the address. */
export async function served({
  http = TOKENS,
  ...more
}: { http?: object } & Partial<HttpOptions> = {}): Promise<string> {
  const { app, config } = await testApp({ items: [], settings: { http } });
  const parts = httpParts(
    app,
    createMetrics(() => gaugesOf(app)),
  );
  const options = {
    ...httpOptions(config),
    listen: "127.0.0.1:0",
    clock: app.clock,
    log: createLog("silent"),
    ...more,
  };
  const server = await startHttp(parts, options);
  onTestFinished(() => server.close());
  return server.url;
}

/** Asks as a program with a token; unlike fetch it sends any header as it is given. */
export function status(url: string, headers: Record<string, string>, method = "GET"): Promise<number | undefined> {
  const asked = Promise.withResolvers<number | undefined>();
  const all = { authorization: `Bearer ${ADMIN}`, ...headers };
  request(url, { method, headers: all }, (reply) => asked.resolve(reply.resume().statusCode))
    .on("error", asked.reject)
    .end();
  return asked.promise;
}
