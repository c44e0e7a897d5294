import { randomBytes } from "node:crypto";
import type { Config } from "../config/schema.ts";
import type { Token } from "../http/principal.ts";
import type { HttpOptions } from "../http/server.ts";

/** What the configuration says about the HTTP server. */
export function httpOptions(config: Config): Omit<HttpOptions, "clock" | "log"> {
  const { listen, tls, proxy, cors_origin, sign_in } = config.http;
  const corsOrigin = cors_origin ? new URL(cors_origin).origin : null;
  return {
    listen,
    tls: tls ? { certFile: tls.cert_file, keyFile: tls.key_file } : null,
    proxies: proxy?.trusted ?? null,
    names: namesOf(config),
    tokens: tokensOf(config),
    signIn: sign_in.header ? { ...sign_in.header, header: sign_in.header.name } : null,
    corsOrigin,
  };
}

/** What this machine is called: where it listens, where people find its page, and what is configured. */
function namesOf({ http: { listen, public_url, hosts } }: Config): string[] {
  // "Every address" is no name: the address that was connected to is.
  const listening = [listen.slice(0, listen.lastIndexOf(":"))].filter((name) => !["0.0.0.0", "[::]"].includes(name));
  return [...listening, ...(public_url === undefined ? [] : [new URL(public_url).hostname]), ...hosts];
}

/** A token that nobody guesses: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The tokens of the HTTP API; `http.token` belongs to the administrator. */
function tokensOf({ http }: Config): Token[] {
  const admin =
    http.token === undefined ? [] : [{ name: "http.token", token: http.token, role: "admin" as const, brands: null }];
  return [...admin, ...http.tokens.map(({ brands, ...token }) => ({ ...token, brands: brands ?? null }))];
}
