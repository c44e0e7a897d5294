/** The pages of the kept demo: a newcomer opens one link, and is in the inbox of the sandbox shop. */
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { App } from "../../app.ts";
import type { Config } from "../../config/schema.ts";
import { gaugesOf } from "../../desk/gauges.ts";
import { createMetrics } from "../../http/metrics.ts";
import type { HttpServer } from "../../http/server.ts";
import { linkDocument, type LinkDocument } from "../people/link.ts";
import { serve } from "../serve.ts";
import { MANAGER, VISITOR } from "./play.ts";

export interface DemoPage extends Pick<HttpServer, "close"> {
  /** Signs the newcomer in, once. */
  link: LinkDocument;
}

/**
 * Serves the pages where the demo's configuration says, on loopback, and makes the newcomer's link.
 * @param written the configuration as its file has it: with the time in which a newcomer can take an answer back
 */
export async function openPage(app: App, written: Config): Promise<DemoPage> {
  await app.reload(written);
  const metrics = createMetrics(() => gaugesOf(app));
  const server = await serve(app, metrics, VISITOR);
  const link = await app.people.makeLink("first", MANAGER);
  return { link: linkDocument(link, app.config.http), close: () => server.close() };
}

/**
 * Where the pages will listen. The configuration has to name a real port, because the links that the pages and other
 * commands make lead there; the usual one may be that of a real shop.
 */
export async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}
