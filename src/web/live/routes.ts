import { Hono } from "hono";
import type { WebParts } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import { visitorOf } from "../who.ts";
import { createStreams } from "./streams.ts";

/**
 * `GET /events` tells a browser that a list has changed, and nothing else; what has changed stands on the page that is
 * then asked for. It stands before the sign-in of the pages, because a page that only stays open must not prolong its
 * session.
 */
export function liveRoutes(parts: WebParts): Hono<WebEnv> {
  const streams = createStreams(parts);
  const app = new Hono<WebEnv>();
  app.get("/events", async (c) => {
    const visitor = visitorOf(c, parts.people);
    if (!(await visitor?.person()) || !visitor) return c.text("sign in first", 401);
    const stream = streams.open(visitor);
    if (typeof stream === "string")
      return c.text("too many streams", stream === "all" ? 503 : 429, { "retry-after": "60" });
    return c.body(stream, 200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
  });
  return app;
}
