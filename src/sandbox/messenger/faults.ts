import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../base/clock.ts";
import { hang } from "../hang.ts";

/**
 * What goes wrong with one call. `rate_limited`: too many, and when again · `error`: a 5xx · `html`: a web page in place of
 * the API · `reset`: the connection breaks and nothing was done · `drop_after`: it breaks after all was done · `hang`: no
 * reply, and nothing was done · `slow`: the reply takes its time.
 */
export type MessengerFault =
  | { kind: "rate_limited"; seconds: number }
  | { kind: "slow"; ms: number }
  | { kind: "error" | "html" | "reset" | "drop_after" | "hang" };

/** How a messenger behaves; tests change it while it runs. */
export interface MessengerManners {
  /** The faults of the next calls that send or edit something, one for each; `null` means none. Then `always` applies. */
  next: (MessengerFault | null)[];
  always: MessengerFault | null;
  /** The whole service is away: each call, listening too, breaks. */
  away: boolean;
}

export function goodMessenger(): MessengerManners {
  return { next: [], always: null, away: false };
}

interface Options {
  manners: MessengerManners;
  clock: Clock;
  /** Whether the call may meet one of the faults. */
  strikes: (c: Context) => boolean;
  rateLimited: (c: Context, seconds: number) => Response;
}

export function messengerFaults({ manners, clock, strikes, rateLimited }: Options): MiddlewareHandler {
  return async (c, next) => {
    if (manners.away) return cut(c);
    const fault = strikes(c) ? (manners.next.length > 0 ? manners.next.shift() : manners.always) : null;
    switch (fault?.kind) {
      case "rate_limited":
        return rateLimited(c, fault.seconds);
      case "error":
        return c.text("Bad Gateway", 502);
      case "html":
        return c.html("<!doctype html><title>Страница заблокирована</title>");
      case "reset":
        return cut(c);
      case "hang":
        return hang(c);
      default:
        break;
    }
    if (fault?.kind === "slow") await clock.sleep(fault.ms);
    await next();
    if (fault?.kind === "drop_after") c.res = cut(c);
    return undefined;
  };
}

function cut(c: Context): Response {
  (c as Context<{ Bindings: HttpBindings }>).env.incoming.socket.destroy();
  return c.body(null, 204);
}
