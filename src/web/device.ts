import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** Who asks, as far as the connection tells. */
export function deviceOf(c: Context): { address: string; agent: string } {
  const { incoming } = c.env as Partial<HttpBindings>;
  return { address: incoming?.socket.remoteAddress ?? "", agent: (c.req.header("user-agent") ?? "").slice(0, 200) };
}
