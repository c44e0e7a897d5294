/** Which machine a request comes from: the one that has connected, or the one that a trusted proxy speaks for. */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import type { MiddlewareHandler } from "hono";
import type { Env } from "./api/requests.ts";

interface Peers {
  /** The addresses and networks of the proxies; null when there are none. */
  proxies: readonly string[] | null;
  /** Whether the connections themselves are encrypted. */
  hasTls: boolean;
}

/** Where TLS ends at a proxy, refuses what comes past it from other machines: it would be in the clear. */
export function proxiesOnly({ proxies, hasTls }: Peers): MiddlewareHandler<Env> {
  const may = proxies && !hasTls ? membership([...proxies, "127.0.0.0/8", "::1"]) : () => true;
  return (c, next) => {
    if (may(plainAddress(c.env.incoming.socket.remoteAddress))) return next();
    return Promise.resolve(
      c.json({ error: "this is reached through its proxy only", hint: "http.proxy.trusted" }, 403),
    );
  };
}

/**
 * Finds the address of the client: the last one in X-Forwarded-For that is no proxy of ours, if a proxy of ours sends it.
 * Whatever stands further to the left was written by the client.
 */
export function clientOf(proxies: readonly string[] | null): (request: IncomingMessage) => string {
  const isProxy = membership(proxies ?? []);
  return ({ socket, headers }) => {
    const peer = plainAddress(socket.remoteAddress);
    if (!isProxy(peer)) return peer;
    const hops = String(headers["x-forwarded-for"] ?? "")
      .split(",")
      .map((hop) => plainAddress(hop.trim()));
    return hops.findLast((hop) => isIP(hop) !== 0 && !isProxy(hop)) ?? peer;
  };
}

/** An IPv4 address on an IPv6 socket is an IPv4 address. */
export function plainAddress(address = ""): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/**
 * Whether an address is one of them, or in one of them.
 * @param networks addresses, and networks like 10.0.0.0/8
 */
export function membership(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = familyOf(address);
    list.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
