/** The two lasting cookies: the session, and how the pages look. */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { DAY_MS } from "../base/clock.ts";
import { THEMES, type Theme } from "./parts.ts";
import type { WebEnv } from "./web-env.ts";

/**
 * A cookie with this prefix is taken from the host itself only, over TLS; over plain loopback browsers refuse it. There
 * several daemons may have a port each, and browsers send the cookies of one port to all.
 */
function sessionName(c: Context<WebEnv>): string {
  return isSecure(c) ? "__Host-session" : `session-${new URL(c.req.url).port || "80"}`;
}

/** Whether the browser came by TLS: here, or to the proxy that the page's public address names. */
export function isSecure(c: Context<WebEnv>): boolean {
  return new URL(c.req.url).protocol === "https:" || c.get("isPublicSecure");
}

export function sessionToken(c: Context<WebEnv>): string | undefined {
  return getCookie(c, sessionName(c));
}

/** @param remember whether the cookie outlives the browser's end */
export function keepSession(c: Context<WebEnv>, token: string, remember: boolean): void {
  const age = remember ? { maxAge: (30 * DAY_MS) / 1000 } : {};
  setCookie(c, sessionName(c), token, { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure(c), ...age });
}

export function dropSession(c: Context<WebEnv>): void {
  deleteCookie(c, sessionName(c), { path: "/", secure: isSecure(c) });
}

export function themeOf(c: Context<WebEnv>): Theme {
  const wanted = getCookie(c, "theme");
  return THEMES.find((theme) => theme === wanted) ?? "auto";
}

export function keepTheme(c: Context<WebEnv>, theme: Theme): void {
  const year = (365 * DAY_MS) / 1000;
  setCookie(c, "theme", theme, { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure(c), maxAge: year });
}
