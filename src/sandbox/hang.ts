import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** Waits until the client gives up. */
export async function hang(c: Context): Promise<Response> {
  const { outgoing } = (c as Context<{ Bindings: HttpBindings }>).env;
  await new Promise<void>((resolve) => outgoing.once("close", resolve));
  return c.body(null, 204);
}
