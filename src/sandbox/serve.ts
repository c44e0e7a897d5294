import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";

/** How long an idle connection stays open, as at common web servers; Node would close it after five seconds. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Serves on loopback.
 * @param port 0: any free one
 * @throws Node's own error when the port is taken
 */
export async function serve(app: Hono, port = 0): Promise<{ url: string; close: () => Promise<void> }> {
  // Node's global Request and Response are not replaced, because the sandbox may run inside the process of its tests.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

/** At once, open connections too. */
function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
