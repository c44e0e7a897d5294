import { parsedJson } from "../base/json.ts";
import type { MiddlewareHandler } from "hono";
import { Hono } from "hono";
import type { Log } from "../base/log.ts";
import type { Env } from "./api/requests.ts";
import { readBody } from "./body.ts";

/** Who takes what Telegram calls with. */
export interface Hook {
  /** Nobody guesses it. */
  readonly path: string;
  /** Takes the same time whatever is given. */
  isSecret(given: string): boolean;
  /** @returns false when it has to come again */
  take(update: unknown): Promise<boolean>;
}

/** Far more than an update has; a card that is answered comes along in it. */
const LARGEST_UPDATE = 256 * 1024;

/**
 * Telegram's calls. They have no token of ours but the secret that was agreed on by `setWebhook`, which is compared before a
 * byte of the body is read; whoever does not know path and secret learns nothing. @param current who takes them now
 */
export function telegramRoutes(current: () => Hook | null, log: Log): Hono<Env> {
  const app = new Hono<Env>();
  const knownOnly: MiddlewareHandler<Env> = (c, next) => {
    const hook = current();
    const given = c.req.header("x-telegram-bot-api-secret-token") ?? "";
    const isKnown = hook !== null && c.req.path === hook.path && hook.isSecret(given);
    return isKnown ? next() : Promise.resolve(c.json({ error: "unknown" }, 401));
  };
  app.post("/hooks/telegram/:path", knownOnly, async (c) => {
    const body = await readBody(c.req.raw, LARGEST_UPDATE);
    if (body === undefined) return c.json({ error: `the body is longer than ${LARGEST_UPDATE} bytes` }, 413);
    const update = parsedJson(body);
    if (update === undefined) return c.json({ error: "the body is no JSON" }, 400);
    try {
      // Anything but 200 brings it again.
      return (await current()?.take(update)) ? c.json({}) : c.json({ error: "not now" }, 503);
    } catch (error) {
      log.error({ err: error }, "an update of Telegram's was not taken, it comes again");
      return c.json({ error: "not now" }, 503);
    }
  });
  return app;
}
