/** Addresses of computers, as a connection tells them. */
import { isIPv6 } from "node:net";

/** Whether it is this computer itself. */
export function isLoopback(address: string): boolean {
  const plain = withoutMapping(address);
  return plain === "::1" || plain.startsWith("127.");
}

/** What one customer of a provider has: an IPv4 address, or the first half of an IPv6 one. */
export function networkOf(address: string): string {
  const plain = withoutMapping(address);
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const before = head.split(":").filter(Boolean);
  const after = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** `::ffff:10.0.0.1` is how a socket for both kinds writes 10.0.0.1. */
function withoutMapping(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, "");
}
