/** Which path is answered by what, and what every request meets before. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import { StateError } from "../base/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { HttpParts } from "../desk/http-parts.ts";
import { apiRoutes } from "./api/items.ts";
import type { Env } from "./api/requests.ts";
import { allBrandsOnly, callersOnly, identify } from "./callers.ts";
import { cellRoutes, type CellDoor } from "./cell.ts";
import { safeHeaders } from "./headers.ts";
import { OFFICE_FEED, ownNamesOnly, ownSiteOnly } from "./origin.ts";
import { proxiesOnly } from "./peers.ts";
import type { Token } from "./principal.ts";
import { takeProxysWord, type ProxySignIn } from "./proxy-sign-in.ts";
import { telegramRoutes, type Hook } from "./telegram-hook.ts";

export interface RoutesOptions {
  /** Whether the connections themselves are encrypted. */
  hasTls: boolean;
  /** The addresses and networks of the proxies whose X-Forwarded-For is believed; null when there are none. */
  proxies: readonly string[] | null;
  /** Host names and addresses, without a port, that the server answers to beside loopback and where it listens. */
  names: readonly string[];
  /** Everything but the health checks and the pages requires one of these. */
  tokens: readonly Token[];
  /** The pages for people, who sign in there; they look after their own safety. */
  pages?: Pages;
  /** The proxy that signs people in; null when there is none. */
  signIn: ProxySignIn | null;
  /** The origin of a dashboard whose page may read the Office feed in a browser. */
  corsOrigin: string | null;
  /** Where Telegram calls; null or missing when it does not. */
  telegramHook?: () => Hook | null;
  /** For the hub; null or missing when none is configured. */
  cell?: CellDoor | null;
  clock: Clock;
  log: Log;
}

/** Another part of the server, which answers the requests to its addresses. */
export interface Pages {
  owns(request: Request): boolean;
  fetch(request: Request, env: object): Response | Promise<Response>;
}

/** What is served; a hub has nothing for programs. */
export type Served = Pick<HttpParts, "readiness"> & Partial<HttpParts>;

export function createRoutes(parts: Served, options: RoutesOptions): Hono<Env> {
  const { names, pages, signIn, corsOrigin, telegramHook, cell, clock, log } = options;
  const app = new Hono<Env>();
  app.use(safeHeaders);
  // Any response at all shows that the event loop is running.
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.use(proxiesOnly(options), ownNamesOnly(names), ownSiteOnly(corsOrigin));
  // Telegram has no token of ours.
  app.route("/", telegramRoutes(telegramHook ?? (() => null), log));
  // This comes before the token check, because a browser's preflight carries no token.
  if (corsOrigin !== null) {
    const feed = cors({ origin: corsOrigin, allowMethods: ["GET"], allowHeaders: ["authorization"] });
    for (const path of OFFICE_FEED) app.use(`${path}*`, feed);
  }
  // A hub has a token of its own, which is none of the interface for programs.
  if (cell) app.route("/", cellRoutes(cell, options));
  if (signIn) app.use(takeProxysWord(signIn));
  app.use(identify(options));
  const health = keptForASecond(clock, () => ({ parts: parts.readiness(), ...parts.working?.() }));
  app.get("/readyz", (c) => {
    const now = health();
    const isReady = Object.values(now.parts).every((state) => state === "ok");
    const status = isReady ? "ok" : "not ready";
    // The details name accounts and files.
    const details = c.get("principal")?.brands === null ? now : {};
    return c.json({ status, ...details }, isReady ? 200 : 503);
  });
  if (pages)
    app.use(async (c, next) =>
      pages.owns(c.req.raw)
        ? pages.fetch(c.req.raw, { ...c.env, address: c.get("address"), vouched: c.get("vouched") })
        : next(),
    );
  app.use(callersOnly);
  if (isWhole(parts)) addPrograms(app, parts);
  app.notFound((c) => c.json({ error: `there is nothing at ${c.req.path}` }, 404));
  app.onError((error, c) => {
    if (error instanceof StateError && error.retryAfterMs !== undefined) {
      const seconds = String(Math.ceil(error.retryAfterMs / 1000));
      return c.json({ error: error.message, hint: error.hint }, 429, { "Retry-After": seconds });
    }
    log.error({ err: error.message, path: c.req.path }, "http");
    return c.json({ error: "internal error; see the daemon's log" }, 500);
  });
  return app;
}

function isWhole(parts: Served): parts is HttpParts {
  return parts.items !== undefined;
}

/** What programs ask for. */
function addPrograms(app: Hono<Env>, parts: HttpParts): void {
  app.use("/metrics", allBrandsOnly);
  for (const path of OFFICE_FEED) app.use(`${path}*`, allBrandsOnly);
  app.get("/metrics", async (c) => c.text(await parts.metrics(), 200, { "Content-Type": "text/plain; version=0.0.4" }));
  addOffice(app, parts);
  app.route("/", apiRoutes(parts));
}

/** Anybody may ask for the health, so it costs the same however many do. */
function keptForASecond<T>(clock: Clock, read: () => T): () => T {
  let kept: { at: number; value: T } | undefined;
  return () => {
    const now = clock.now();
    // A clock that was set back must not keep an old answer.
    if (!kept || Math.abs(now - kept.at) >= 1000) kept = { at: now, value: read() };
    return kept.value;
  };
}

/** The feed of the Office dashboard (specification, appendix B). */
function addOffice(app: Hono<Env>, parts: HttpParts): void {
  app.get("/api/v1/office/agents", (c) => c.json({ agents: parts.office().agents }));
  app.get("/api/v1/office/agents/:id", (c) => {
    const agent = parts.office().agents.find(({ agent_id }) => agent_id === c.req.param("id"));
    return agent ? c.json(agent) : c.json({ error: `there is no agent ${c.req.param("id")}` }, 404);
  });
  app.get("/office/data.json", (c) => {
    const { agents, departments } = parts.office();
    return c.json({ agents: agents.map(({ agent_id, ...agent }) => ({ id: agent_id, ...agent })), departments });
  });
}
