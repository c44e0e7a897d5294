/** The daemon's HTTP server: health, metrics, the Office feed and the items API. Everything it serves is handed in. */
import type { Server } from "node:http";
import { createServer, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { ConfigError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { CHECK_EVERY, limitConnections } from "./limits.ts";
import { createRoutes, type RoutesOptions, type Served } from "./routes.ts";
import { keepCertificate, readCertificate, type TlsFiles } from "./tls.ts";

export interface HttpOptions extends Omit<RoutesOptions, "hasTls"> {
  /** The address to listen on, `host:port`. */
  listen: string;
  /** Null: plain HTTP, for this machine or the proxies that end TLS. */
  tls: TlsFiles | null;
}

export interface HttpServer {
  url: string;
  close(): Promise<void>;
}

/** @throws ConfigError when the address cannot be listened on, or the certificate cannot be used */
export async function startHttp(parts: Served, { listen, tls, ...options }: HttpOptions): Promise<HttpServer> {
  const { clock, log } = options;
  const { fetch } = createRoutes(parts, { ...options, hasTls: tls !== null });
  const served = { fetch, overrideGlobalObjects: false };
  const server = tls
    ? (createAdaptorServer({
        ...served,
        createServer,
        serverOptions: { ...CHECK_EVERY, ...readCertificate(tls) },
      }) as SecureServer)
    : (createAdaptorServer({ ...served, serverOptions: CHECK_EVERY }) as Server);
  const certificate = tls && keepCertificate(server as SecureServer, tls, clock, log);
  limitConnections(server, clock, log);
  await listenOn(server, listen, log);
  const bound = server.address() as AddressInfo;
  const shown = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    url: `${tls ? "https" : "http"}://${shown}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        certificate?.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenOn(server: Server, listen: string, log: Log): Promise<void> {
  const { host, port } = splitAddress(listen);
  return new Promise<void>((resolve, reject) => {
    // The listener stays, because without one a later error (too many open files at accept) would end the process.
    server.on("error", (error) => {
      if (!server.listening) return reject(cannotListen(listen, error));
      log.error({ err: error.message }, "http: a connection cannot be accepted");
    });
    server.listen(port, host, resolve);
  });
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
