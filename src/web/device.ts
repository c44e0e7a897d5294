import type { Context } from "hono";

/** Who asks, as far as the connection, or a proxy that is trusted, tells. */
export function deviceOf(c: Context): { address: string; agent: string } {
  const { address = "" } = c.env as { address?: string };
  return { address, agent: (c.req.header("user-agent") ?? "").slice(0, 200) };
}

// The first that fits counts: every browser names the ones that it descends from, too.
const BROWSERS = [
  ["YaBrowser", "Яндекс Браузер"],
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["SamsungBrowser", "Samsung Internet"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;
const SYSTEMS = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** `Chrome, Windows`: what a person calls the device they sit at; what no name fits stands as the browser said it. */
export function deviceName(agent: string): string {
  const names = [BROWSERS, SYSTEMS].flatMap((list) => list.find(([mark]) => agent.includes(mark))?.[1] ?? []);
  return names.length === 0 ? agent.slice(0, 60) : names.join(", ");
}
