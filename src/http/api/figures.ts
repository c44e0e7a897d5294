/** Serves figures and products; a caller's brands are the only ones that count. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { figuresDocument } from "../../desk/figures-document.ts";
import type { FiguresApi } from "../../desk/figures.ts";
import type { ProductDocument, ProductsApi } from "../../desk/products.ts";
import * as routes from "./figure-forms.ts";
import type { Env } from "./requests.ts";

const DEFAULT_DAYS = 30;
const UNKNOWN = { error: "nobody wrote about such a product within these days" };

export function addFigures(
  app: OpenAPIHono<Env, {}, "/api/v1">,
  parts: { figures: FiguresApi; products: Pick<ProductsApi, "list" | "one"> },
): void {
  app.openapi(routes.figures, async (c) => {
    const { from, to, brand } = c.req.valid("query");
    const days = from === undefined || to === undefined ? DEFAULT_DAYS : { from, to };
    return c.json(figuresDocument(await parts.figures.of({ days, brand }, c.get("principal").brands)), 200);
  });
  app.openapi(routes.listProducts, async (c) => {
    const { page, limit, ...query } = c.req.valid("query");
    const skip = (page - 1) * limit;
    const { products, total } = await parts.products.list({ ...query, skip, limit }, c.get("principal").brands);
    return c.json({ products: products.map(written), total, page, limit }, 200);
  });
  app.openapi(routes.getProduct, async (c) => {
    const { platform, brand, sku, days } = c.req.valid("query");
    const found = await parts.products.one({ platform, brand_id: brand, sku }, days, c.get("principal").brands);
    if (!found) return c.json(UNKNOWN, 404);
    const { away: _away, lacking: _lacking, partly: _partly, ...product } = found;
    return c.json(written(product), 200);
  });
}

/** JSON knows no list that must not be changed. */
function written<T extends ProductDocument>(product: T): Omit<T, "stars"> & { stars: number[] } {
  return { ...product, stars: [...product.stars] };
}
