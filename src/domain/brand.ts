/** How a brand recognises its items; from the configuration. */
export interface BrandMatch {
  id: string;
  brandNames: readonly string[];
  skuPrefixes: readonly string[];
}

/**
 * The brand of an item: the one whose sku prefix fits (the longest wins), else the one whose name is on the product
 * card, else the account's own.
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
