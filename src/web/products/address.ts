/** The address of the list of products: its filter stands in it, so that a bookmark is a view. */
import { z } from "zod";
import { PRODUCT_SORTS } from "../../desk/products.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import type { ProductKey } from "../../store/views/products.ts";
import { many, optional } from "../address.ts";

/** The last days that count, today included. */
export const PERIODS = [90, 30, 7] as const;
type Days = (typeof PERIODS)[number];

const form = z.object({
  mp: many(z.enum(PLATFORMS)),
  brand: optional(z.string().min(1).max(100)),
  days: z.coerce
    .number()
    .pipe(z.literal(PERIODS))
    .catch(90 as Days),
  sort: z.enum(PRODUCT_SORTS).catch("worst"),
  q: optional(z.string().trim().min(1).max(200)),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});

/** What the address says. Whatever it says wrong counts as not said. */
export type ProductsAddress = z.infer<typeof form>;

/** @param query the parameters as they came, each with all its values */
export function readProductsAddress(query: Record<string, string[]>): ProductsAddress {
  const flat = Object.entries(query).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return form.parse(Object.fromEntries(flat));
}

/** The address with some of it changed; what has its usual value is left out. */
export function productsAddressOf(
  address: ProductsAddress,
  change: Partial<ProductsAddress> = {},
  path = "/products",
): string {
  const { mp, brand, days, sort, q, page } = { ...address, ...change };
  const query = new URLSearchParams();
  for (const one of mp) query.append("mp", one);
  if (brand !== undefined) query.set("brand", brand);
  if (days !== 90) query.set("days", String(days));
  if (sort !== "worst") query.set("sort", sort);
  if (q !== undefined) query.set("q", q);
  if (page !== 1) query.set("page", String(page));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

const key = z.object({ mp: z.enum(PLATFORMS), brand: z.string().min(1).max(100), sku: z.string().min(1).max(300) });

/** The product that an address names; undefined when it names none. */
export function readProductKey(query: Record<string, string>): ProductKey | undefined {
  const read = key.safeParse(query);
  return read.success ? { platform: read.data.mp, brand_id: read.data.brand, sku: read.data.sku } : undefined;
}

/** Where a product's page is. The SKU is no part of the path, because a seller's own may hold a slash. */
export function productAddress({ platform, brand_id, sku }: ProductKey): string {
  return `/products/one?${new URLSearchParams({ mp: platform, brand: brand_id, sku }).toString()}`;
}
