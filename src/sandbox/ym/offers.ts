import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Catalogue, Product } from "../catalogue.ts";
import { listOf, ok, paging, readBody, readPage } from "./wire.ts";

const listBody = z.object({
  offerIds: listOf(z.string(), 100),
  vendorNames: listOf(z.string(), 1000),
  archived: z.boolean().optional(),
});

/** Names and brands (reference: Yandex Market Partner API, offer-mappings). */
export function mountOffers(app: Hono, catalogue: Catalogue) {
  app.post("/v2/businesses/:businessId/offer-mappings", async (c) => {
    const filter = await readBody(c, listBody);
    if (filter.offerIds) return c.json(ok({ offerMappings: named(c, catalogue, filter).map(toMapping), paging: {} }));
    // A limit above 100 is cut, not refused.
    const { limit, after } = readPage(c, { max: Number.MAX_SAFE_INTEGER, standard: 50 });
    const size = Math.min(limit, 100);
    const products = catalogue
      .all()
      .filter(({ brand }) => filter.archived !== true && hasVendor(brand, filter.vendorNames));
    const start = after === null ? 0 : products.findIndex(({ sku }) => sku === after) + 1;
    const page = products.slice(start, start + size);
    return c.json(
      ok({ offerMappings: page.map(toMapping), paging: paging(start + size < products.length, page.at(-1)?.sku) }),
    );
  });
}

/** A list of ids is returned whole and cannot be combined with other filters or paging. */
function named(c: Context, catalogue: Catalogue, { offerIds, vendorNames, archived }: z.infer<typeof listBody>) {
  const paged = ["limit", "page_token", "pageToken"].some((name) => c.req.query(name) !== undefined);
  if (paged || vendorNames || archived !== undefined) {
    throw new HTTPException(400, { message: "offerIds cannot be used with other filters or paging" });
  }
  return (offerIds ?? []).flatMap((offerId) => {
    const product = catalogue.bySku(offerId.trim());
    return product && product.card !== "deleted" ? [product] : [];
  });
}

function hasVendor(brand: string, vendorNames: string[] | null | undefined): boolean {
  return !vendorNames || vendorNames.includes(brand);
}

function toMapping(product: Product) {
  const category = { marketCategoryId: product.category.id };
  return {
    offer: {
      offerId: product.sku,
      name: product.name,
      ...category,
      category: product.category.name,
      pictures: [`https://photos.example/ym/offers/${product.marketSku}.jpg`],
      vendor: product.brand,
      vendorCode: product.sku,
      archived: product.card === "archived",
    },
    mapping: {
      marketSku: product.marketSku,
      marketSkuName: product.name,
      ...category,
      marketCategoryName: product.category.name,
    },
  };
}
