/** Bounds on connections, so that nobody can take them all, or hold one, for nothing. */
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** More would serve nobody, and fewer no page. */
const MOST_CONNECTIONS = 512;
const FEWEST_CONNECTIONS = 8;
/** The database, the log and the connections to three marketplaces, an LLM and so on. */
const OWN_FILES = 48;
/** What a process may usually have open. */
const USUAL_FILES = 1024;

/** Of the server's constructor: how often it looks for connections that are over their time. */
export const CHECK_EVERY = { connectionsCheckingInterval: 5000 };

export function limitConnections(server: Server, clock: Clock, log: Log): void {
  // Whoever takes all connections to the daemon must leave it its own way out.
  const spare = Math.floor((mostOpenFiles() - OWN_FILES) / 2);
  const connections = Math.min(MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, spare));
  server.maxConnections = connections;
  // A connection on which nothing comes counts as one whose headers take too long.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 10_000;
  let isTold = false;
  server.on("drop", () => {
    if (isTold) return;
    isTold = true;
    clock.after(MINUTE_MS, () => (isTold = false));
    log.warn({ connections }, "http: further connections are refused, so many are open");
  });
}

/** The limit of this process (`ulimit -n`), where the system tells it. */
function mostOpenFiles(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? USUAL_FILES : Number(soft);
  } catch {
    return USUAL_FILES;
  }
}
