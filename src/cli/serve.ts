import type { App } from "../app.ts";
import { httpParts } from "../desk/http-parts.ts";
import type { Metrics } from "../http/metrics.ts";
import { startHttp, type HttpServer } from "../http/server.ts";
import type { Visitor } from "../web/visitor.ts";
import { httpOptions } from "./http-options.ts";

/**
 * Opens the HTTP interface and the managers' pages. The pages, and what draws them, are loaded only here.
 * @param visitor whom a link signs in without a password: the demo's alone
 */
export async function serve(app: App, metrics: Metrics, visitor?: Visitor): Promise<HttpServer> {
  const { pagesOf, photosOf } = await import("./pages.ts");
  const { cellDoorOf } = await import("./cell-door.ts");
  const { clock, config, deps } = app;
  const telegramHook = (): ReturnType<App["telegramHook"]> => app.telegramHook();
  const cell = cellDoorOf(app, photosOf(app));
  const options = { ...httpOptions(config), pages: pagesOf(app, visitor), telegramHook, cell, clock, log: deps.log };
  return startHttp(httpParts(app, metrics), options);
}
