import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { CardState, Catalogue, Product } from "../catalogue.ts";
import { between, int64, readBody, sortDirection } from "./wire.ts";

const identifiers = {
  sku: z.array(int64).default([]),
  offer_id: z.array(z.string()).default([]),
  product_id: z.array(int64).default([]),
};
const infoBody = z.object(identifiers);
const attributesBody = z.object({
  filter: z.object({ ...identifiers, visibility: z.string().default("ALL") }).prefault({}),
  limit: between(1, 1000).default(100),
  last_id: z.string().default(""),
  sort_dir: z.string().toUpperCase().pipe(sortDirection).default("ASC"),
});

const BRAND_ATTRIBUTE = 85;
const NAME_ATTRIBUTE = 4180;
const CREATED_AT = "2026-01-15T10:00:00Z";
const MOST_IDENTIFIERS = 1000;

/** Names and brands (reference: Ozon Seller API, /v3/product/info/list, /v4/product/info/attributes). */
export function mountProducts(app: Hono, catalogue: Catalogue) {
  app.post("/v3/product/info/list", async (c) => {
    const wanted = await readBody(c, "GetProductInfoListRequest", infoBody);
    if (!hasAny(wanted) || count(wanted) > MOST_IDENTIFIERS) {
      const message = `Request validation error: invalid GetProductInfoListRequest: 1 to ${MOST_IDENTIFIERS} identifiers`;
      throw new HTTPException(400, { message });
    }
    return c.json({ items: find(catalogue, wanted).map(toInfo) });
  });

  app.post("/v4/product/info/attributes", async (c) => {
    const { filter, limit, last_id, sort_dir } = await readBody(c, "GetProductAttributesV4Request", attributesBody);
    const named = hasAny(filter) ? find(catalogue, filter) : [...catalogue.all()];
    const isWanted = (state: CardState) => (state === "archived") === (filter.visibility === "ARCHIVED");
    const products = named.filter((product) => isWanted(product.card));
    if (sort_dir === "DESC") products.reverse();
    const start = products.findIndex(({ ozonProductId }) => String(ozonProductId) === last_id) + 1;
    const page = products.slice(start, start + limit);
    const last = page.at(-1);
    return c.json({
      result: page.map(toAttributes),
      total: products.length,
      last_id: last === undefined ? "" : String(last.ozonProductId),
    });
  });
}

type Identifiers = z.infer<typeof infoBody>;

function count({ sku, offer_id, product_id }: Identifiers): number {
  return sku.length + offer_id.length + product_id.length;
}

function hasAny(identifiers: Identifiers): boolean {
  return count(identifiers) > 0;
}

/** The cards named by any of the identifiers, each once; unknown ones are left out. */
function find(catalogue: Catalogue, { sku, offer_id, product_id }: Identifiers): Product[] {
  const productIds = new Set(product_id);
  const products = [
    ...sku.map((ozonSku) => catalogue.byOzonSku(ozonSku)),
    ...offer_id.map((offerId) => catalogue.bySku(offerId)),
    ...catalogue.all().filter(({ ozonProductId }) => productIds.has(ozonProductId)),
  ];
  const shown = products.filter((product) => product !== undefined && product.card !== "deleted");
  return [...new Set(shown)].filter((product) => product !== undefined);
}

function picture(product: Product): string {
  return `https://photos.example/ozon/products/${product.ozonProductId}.jpg`;
}

function toInfo(product: Product) {
  return {
    id: product.ozonProductId,
    name: product.name,
    offer_id: product.sku,
    sku: product.ozonSkus[0],
    sources: product.ozonSkus.map((sku, index) => ({
      sku,
      source: index === 0 ? "sds" : "fbo",
      created_at: CREATED_AT,
      shipment_type: "SHIPMENT_TYPE_GENERAL",
      quant_code: "",
    })),
    images: [picture(product)],
    primary_image: [picture(product)],
    barcodes: [],
    is_archived: product.card === "archived",
    description_category_id: product.category.id,
    type_id: product.category.id,
    created_at: CREATED_AT,
    model_info: { model_id: product.ozonProductId, count: 1 },
  };
}

function toAttributes(product: Product) {
  const attribute = (id: number, value: string) => ({
    id,
    complex_id: 0,
    values: [{ dictionary_value_id: 0, value }],
  });
  return {
    id: product.ozonProductId,
    name: product.name,
    offer_id: product.sku,
    sku: product.ozonSkus[0],
    primary_image: picture(product),
    barcode: "",
    description_category_id: product.category.id,
    type_id: product.category.id,
    attributes: [attribute(BRAND_ATTRIBUTE, product.brand), attribute(NAME_ATTRIBUTE, product.name)],
  };
}
