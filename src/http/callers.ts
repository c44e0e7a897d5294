/** Who asks, and what is for whom. */
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Env } from "./api/requests.ts";
import { clientOf } from "./peers.ts";
import { principalOf, type Token } from "./principal.ts";
import { watchWrongTokens } from "./wrong-tokens.ts";

interface Known {
  tokens: readonly Token[];
  proxies: readonly string[] | null;
  clock: Clock;
  log: Log;
}

/** Finds out who asks. Nobody is let through as nobody; a wrong token is refused, slowly. */
export function identify({ tokens, proxies, clock, log }: Known): MiddlewareHandler<Env> {
  const addressOf = clientOf(proxies);
  const wrong = watchWrongTokens(clock, log);
  return async (c, next) => {
    const hasToken = c.req.header("authorization") !== undefined;
    const address = addressOf(c.env.incoming);
    c.set("address", address);
    if (hasToken && wrong.isFull(address))
      return c.json({ error: "too many wrong tokens" }, 429, { "Retry-After": "5" });
    const principal = principalOf(c.req.raw, tokens);
    if (principal) c.set("principal", principal);
    else if (hasToken) {
      await wrong.hold(address);
      return unknown(c);
    }
    return next();
  };
}

export const callersOnly: MiddlewareHandler<Env> = (c, next) => {
  return c.get("principal") ? next() : Promise.resolve(unknown(c));
};

/** Refuses callers that are limited to brands where the figures are of all brands together. */
export const allBrandsOnly: MiddlewareHandler<Env> = (c, next) => {
  if (c.get("principal")?.brands === null) return next();
  return Promise.resolve(c.json({ error: "this is about all brands, and you are limited to some" }, 403));
};

function unknown(c: Context): Response {
  return c.json(NO_TOKEN, 401, { "WWW-Authenticate": "Bearer" });
}

const NO_TOKEN = {
  error: "a bearer token is needed",
  hint: "Tokens stand in the configuration: http.token, http.tokens. `reputation init` makes one.",
};
