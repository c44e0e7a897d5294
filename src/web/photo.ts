import { Hono } from "hono";
import type { WebParts } from "./parts.ts";
import type { WebEnv } from "./web-env.ts";
import { ITEM_REF, readRef } from "../domain/item-ref.ts";

/** Browsers keep a picture for a day; it never changes, and nobody else's browser may have it. */
const KEPT = "private, max-age=86400";

/** `GET /photo/<item>/<n>`: the n-th picture of an item's buyer, from 1, for whoever may see the item. */
export function photoRoutes({ items, photo }: WebParts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get(`/photo/:item{${ITEM_REF}}/:n{[0-9]+}`, async (c) => {
    const item = await items.get(readRef(c.req.param("item") ?? "") ?? 0, c.get("person").brands);
    if ("refused" in item) return c.notFound();
    const picture = await photo(item, Number(c.req.param("n")));
    if (!picture) return c.notFound();
    return c.body(picture.bytes, 200, {
      "content-type": picture.type,
      "cache-control": KEPT,
      "cross-origin-resource-policy": "same-origin",
      "content-disposition": "inline",
    });
  });
  return app;
}
