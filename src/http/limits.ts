/** Bounds on connections, so that nobody can take them all, or hold one, for nothing. */
import type { Server } from "node:http";
import { MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** Half of the 1024 files that a process may usually have open. */
const CONNECTIONS = 512;

/** Of the server's constructor: how often it looks for connections that are over their time. */
export const CHECK_EVERY = { connectionsCheckingInterval: 5000 };

export function limitConnections(server: Server, clock: Clock, log: Log): void {
  server.maxConnections = CONNECTIONS;
  // A connection on which nothing comes counts as one whose headers take too long.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 10_000;
  let isTold = false;
  server.on("drop", () => {
    if (isTold) return;
    isTold = true;
    clock.after(MINUTE_MS, () => (isTold = false));
    log.warn({ connections: CONNECTIONS }, "http: further connections are refused, so many are open");
  });
}
