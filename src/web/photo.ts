import { Hono } from "hono";
import type { WebParts } from "./parts.ts";
import type { WebEnv } from "./web-env.ts";

/** Browsers keep a picture for a day; it never changes, and nobody else's browser may have it. */
const KEPT = "private, max-age=86400";

/** `GET /photo/<item>/<n>`: the n-th picture of an item's buyer, from 1, for whoever may see the item. */
export function photoRoutes({ items, config, pictures }: WebParts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/photo/:item{[0-9]+}/:n{[0-9]+}", async (c) => {
    const item = await items.get(Number(c.req.param("item")), c.get("person").brands);
    if ("refused" in item) return c.notFound();
    const address = item.photos[Number(c.req.param("n")) - 1];
    const account = config.accounts.find(({ id }) => id === item.account);
    const picture = address !== undefined && account && (await pictures.get(account, address));
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
