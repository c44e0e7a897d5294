/** Where a browser is led after something that it was in the middle of: always to a page of ours, whatever it says. */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { isSecure } from "./cookies.ts";
import type { WebEnv } from "./web-env.ts";

/** The addresses that can be opened, and not only sent to. */
const SECTIONS =
  /^\/(?:inbox(?:\/\d+)?|sent|products(?:\/(?:one|week))?|figures(?:\/month)?|bulk|rules|voice(?:\/[^/]+)?|people|journal|alerts|health)$/;

const KEPT_SECONDS = 600;
const LONGEST = 1000;

/** The page that an address names, without its host, so that nobody is led elsewhere. */
export function pathWithin(address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return "/inbox";
  const { pathname, search } = new URL(address);
  return SECTIONS.test(pathname) && search.length <= LONGEST ? pathname + search : "/inbox";
}

/** Somebody has to sign in first: the browser keeps the page that they have opened, with its query, and no other site sees it. */
export function keepWayBack(c: Context<WebEnv>): void {
  if (c.req.method !== "GET" || !SECTIONS.test(c.req.path)) return;
  const options = { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure(c), maxAge: KEPT_SECONDS } as const;
  setCookie(c, cookieName(c), pathWithin(c.req.url), options);
}

/** Where they go once they have signed in: the page that was kept, once, else the inbox. */
export function takeWayBack(c: Context<WebEnv>): string {
  const kept = getCookie(c, cookieName(c));
  if (kept === undefined) return "/inbox";
  deleteCookie(c, cookieName(c), { path: "/", secure: isSecure(c) });
  return pathWithin(URL.parse(kept, "http://localhost")?.href);
}

/** By the port on loopback, like the session's. */
function cookieName(c: Context<WebEnv>): string {
  return isSecure(c) ? "__Host-back" : `back-${new URL(c.req.url).port || "80"}`;
}
