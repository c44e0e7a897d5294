import { ConfigError } from "../base/errors.ts";

/** How a brand recognises its items; from the configuration. */
export interface BrandMatch {
  id: string;
  brandNames: readonly string[];
  skuPrefixes: readonly string[];
}

/**
 * The brand of an item: the one with the longest matching SKU prefix, otherwise the one whose name is on the product
 * card, otherwise the account's own.
 */
export function brandOf(
  item: { sku: string | null; brandName: string | null },
  brands: readonly BrandMatch[],
  accountBrand: string,
): string {
  return bySku(item.sku, brands) ?? byName(item.brandName, brands) ?? accountBrand;
}

function bySku(sku: string | null, brands: readonly BrandMatch[]): string | undefined {
  if (sku === null) return undefined;
  const wanted = sku.toLowerCase();
  let best: { id: string; length: number } | undefined;
  for (const { id, skuPrefixes } of brands) {
    for (const prefix of skuPrefixes) {
      const fits = wanted.startsWith(prefix.toLowerCase());
      if (fits && prefix.length > (best?.length ?? 0)) best = { id, length: prefix.length };
    }
  }
  return best?.id;
}

function byName(name: string | null, brands: readonly BrandMatch[]): string | undefined {
  const wanted = name?.trim().toLowerCase();
  if (!wanted) return undefined;
  return brands.find((brand) => brand.brandNames.some((known) => known.trim().toLowerCase() === wanted))?.id;
}

/**
 * The configured brand of an item.
 * @throws ConfigError when it is no longer configured
 */
export function requireBrand<Brand extends { id: string }>(
  item: { id: number; brand_id: string },
  brands: readonly Brand[],
): Brand {
  const brand = brands.find(({ id }) => id === item.brand_id);
  if (brand) return brand;
  throw new ConfigError(
    `item ${item.id} belongs to brand "${item.brand_id}", which is no longer in the configuration`,
    {
      code: "config.brand",
      hint: `Put the brand back under \`brands\`, then: reputation retry ${item.id}`,
    },
  );
}
