import type { MiddlewareHandler } from "hono";

const SAFE = new Set(["GET", "HEAD"]);

/**
 * Refuses what another site makes a browser send: requests that change something and live by a cookie must come from
 * our own pages, as `Sec-Fetch-Site` says, or `Origin` where a browser does not tell that. Neither: refused.
 */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (SAFE.has(c.req.method)) return next();
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  // The host alone is compared, because a proxy may end TLS before us.
  const fromHere = origin !== undefined && URL.canParse(origin) && new URL(origin).host === c.req.header("host");
  const isOurs = site === undefined ? fromHere : site === "same-origin";
  return isOurs ? next() : c.text("this request did not come from a page of the program", 403);
};
