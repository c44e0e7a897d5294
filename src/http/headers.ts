import type { MiddlewareHandler } from "hono";

/**
 * What every reply says unless a route says otherwise: it is what its type says it is, nobody keeps a copy, no address is
 * told to another site, and a browser that shows it runs and loads nothing.
 */
const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.header(name, value);
};
