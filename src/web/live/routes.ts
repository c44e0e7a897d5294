import { Hono } from "hono";
import { may } from "../../domain/access.ts";
import { textsOf } from "../../texts/texts.ts";
import { bodyOf } from "../form.ts";
import { sayWhoIsHere } from "../item/here.tsx";
import type { WebParts } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import { visitorOf } from "../who.ts";
import { createStreams } from "./streams.ts";
import { ITEM_REF, readRef } from "../../domain/item-ref.ts";

/**
 * What a page does by itself as long as it is open. It stands before the sign-in of the pages, because a page that only
 * stays open must not prolong its session.
 *
 * `GET /events` tells a browser that a list has changed, and nothing else; what has changed stands on the page that is
 * then asked for. `POST /items/:id/here` is a sign that the person has the item open (`writes`: and has typed) or has left
 * it (`left`); the reply says in one line who else has it open.
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
  app.post(`/items/:id{${ITEM_REF}}/here`, async (c) => {
    const person = await visitorOf(c, parts.people)?.person();
    if (!person) return c.text("sign in first", 401);
    const id = readRef(c.req.param("id") ?? "") ?? 0;
    if ("refused" in (await parts.items.get(id, person.brands))) return c.text("no such item", 404);
    const { left, writes } = await bodyOf(c);
    if (left) {
      parts.lookers.leave(person, id);
      return c.body(null, 204);
    }
    parts.lookers.sign(person, id, Boolean(writes) && may(person, "decide"));
    return c.text(sayWhoIsHere(parts.lookers.besides(person, id), textsOf(parts.config.locale).web));
  });
  return app;
}
