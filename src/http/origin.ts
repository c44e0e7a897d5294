/**
 * Any page in a browser on this machine or network can make the browser send a request here, under a name of its own
 * (DNS rebinding) or from its own site. Both are refused before anything else is looked at.
 * Reference: RFC 9110 §7.4 and §15.5.20 (421); Fetch Metadata, https://www.w3.org/TR/fetch-metadata/.
 */
import type { Socket } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import type { Env } from "./api/requests.ts";
import { plainAddress } from "./peers.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Refuses a Host that is none of ours: neither loopback, nor the address that was connected to, nor a given name.
 * @param names host names and addresses without a port
 */
export function ownNamesOnly(names: readonly string[]): MiddlewareHandler<Env> {
  const own = new Set([...LOOPBACK, ...names.map((name) => name.toLowerCase())]);
  return (c, next) => {
    const name = nameIn(c.req.header("host"));
    // A page can give its own name any address, but it cannot make a browser send an address as the name.
    if (own.has(name) || name === connectedTo(c.env.incoming.socket)) return next();
    return Promise.resolve(c.json(UNKNOWN_NAME, 421));
  };
}

/**
 * Refuses what a browser sends for a page of another site, but for two things: a person may follow a link to a page, and
 * the dashboard of `corsOrigin` may read the Office feed.
 */
export function ownSiteOnly(corsOrigin: string | null): MiddlewareHandler<Env> {
  return (c, next) => {
    const isForeign = c.req.header("sec-fetch-site") === "cross-site";
    if (!isForeign || isNavigation(c) || (isOfficeFeed(c.req.path) && c.req.header("origin") === corsOrigin))
      return next();
    return Promise.resolve(c.json({ error: "a page of another site may not ask for this" }, 403));
  };
}

/** The paths that a dashboard in a browser may read. */
export const OFFICE_FEED = ["/office/", "/api/v1/office/"] as const;

const UNKNOWN_NAME = {
  error: "this host name is not served here",
  hint: "Names that other machines use for this one are listed in http.hosts, or stand in http.public_url.",
};

/** The name in a Host header, without its port; "" when there is none. */
function nameIn(host = ""): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

/** The connection's own address as a Host header writes it. */
function connectedTo({ localAddress }: Socket): string {
  const address = plainAddress(localAddress);
  return address.includes(":") ? `[${address}]` : address;
}

function isNavigation({ req }: Context): boolean {
  const toPage = req.header("sec-fetch-mode") === "navigate" && req.header("sec-fetch-dest") === "document";
  return toPage && req.method === "GET";
}

function isOfficeFeed(path: string): boolean {
  return OFFICE_FEED.some((start) => path.startsWith(start));
}
