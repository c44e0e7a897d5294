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
  const isOurs = site === undefined ? origin === new URL(c.req.url).origin : site === "same-origin";
  return isOurs ? next() : c.text("this request did not come from a page of the program", 403);
};
