/** What the daemon serves: health, metrics and the Office feed. Everything is handed in; nothing is opened here. */
import { timingSafeEqual } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { ConfigError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Whether the daemon can work: each part by name, "ok" or the reason why not. */
export type Readiness = Record<string, string>;

export interface HttpParts {
  readiness(): Promise<Readiness>;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** The Office agents, times ISO-8601. */
  agents(): OfficeAgentDocument[];
}

export interface OfficeAgentDocument {
  agent_id: string;
  department: string;
  name: string;
  status: string;
  task: string | null;
  metrics: Record<string, number | null>;
  last_activity: string;
  salary_equivalent: number;
  fte_coefficient: number;
}

interface HttpOptions {
  /** `host:port`. */
  listen: string;
  /** With it, everything but the health checks asks for it. */
  token: string | undefined;
  log: Log;
}

export interface HttpServer {
  url: string;
  close(): Promise<void>;
}

const DEPARTMENTS = { reputation: { name: "Репутация", color: "#7c5cff" } };

/** @throws ConfigError when the address cannot be listened on */
export async function startHttp(parts: HttpParts, { listen, token, log }: HttpOptions): Promise<HttpServer> {
  const app = createRoutes(parts, token, log);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  const { host, port } = splitAddress(listen);
  await new Promise<void>((resolve, reject) => {
    // It stays: without a listener, a later error (too many open files at accept) would end the process.
    server.on("error", (error) => {
      if (!server.listening) return reject(cannotListen(listen, error));
      log.error({ err: error.message }, "http: a connection cannot be accepted");
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  const shown = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    url: `http://${shown}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createRoutes(parts: HttpParts, token: string | undefined, log: Log): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const readiness = await parts.readiness();
    const ready = Object.values(readiness).every((state) => state === "ok");
    return c.json({ status: ready ? "ok" : "not ready", parts: readiness }, ready ? 200 : 503);
  });
  app.use(async (c, next) => {
    if (token !== undefined && !isToken(c.req.header("authorization"), token)) {
      return c.json({ error: "a bearer token is needed (http.token)" }, 401, { "WWW-Authenticate": "Bearer" });
    }
    return next();
  });
  app.get("/metrics", async (c) => c.text(await parts.metrics(), 200, { "Content-Type": "text/plain; version=0.0.4" }));
  app.get("/api/v1/office/agents", (c) => c.json({ agents: parts.agents() }));
  app.get("/office/data.json", (c) => {
    const agents = parts.agents().map(({ agent_id, ...agent }) => ({ id: agent_id, ...agent }));
    return c.json({ agents, departments: DEPARTMENTS });
  });
  app.notFound((c) => c.json({ error: `there is nothing at ${c.req.path}` }, 404));
  app.onError((error, c) => {
    log.error({ err: error.message, path: c.req.path }, "http");
    return c.json({ error: "internal error; see the daemon's log" }, 500);
  });
  return app;
}

/** In constant time: the answer's delay tells nothing about the token. */
function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function splitAddress(listen: string): { host: string; port: number } {
  const colon = listen.lastIndexOf(":");
  return { host: listen.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(listen.slice(colon + 1)) };
}

function cannotListen(listen: string, error: Error): ConfigError {
  const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  return new ConfigError(`http.listen ${listen}: ${taken ? "the port is taken" : error.message}`, {
    code: "http.listen",
    hint: "Choose another port with http.listen in the configuration or REPUTATION_HTTP_LISTEN.",
    cause: error,
  });
}
