import type { Context } from "hono";

/** Who asks, as far as the connection, or a proxy that is trusted, tells. */
export function deviceOf(c: Context): { address: string; agent: string } {
  const { address = "" } = c.env as { address?: string };
  return { address, agent: (c.req.header("user-agent") ?? "").slice(0, 200) };
}
