import { ConfigError } from "../base/errors.ts";

/** How a brand recognises its items; from the configuration. */
export interface BrandMatch {
  id: string;
  brandNames: readonly string[];
  skuPrefixes: readonly string[];
}

/** Whose item it is. */
export interface ItemBrand {
  id: string;
  /** False when `id` is the account's brand only because nothing tells the item's own. */
  known: boolean;
}

/**
 * The brand of an item: the one with the longest matching SKU prefix, otherwise the one whose name is on the product
 * card, otherwise the account's own. In an account that may sell several, nothing is known of it when no SKU prefix
 * matches and the card is missing, names no brand, or names one of nobody here although the account's brand lists its
 * names.
 */
export function itemBrand(
  item: { sku: string | null; brandName: string | null },
  brands: readonly BrandMatch[],
  accountBrand: string,
): ItemBrand {
  const matched = bySku(item.sku, brands) ?? byName(item.brandName, brands);
  if (matched !== undefined) return { id: matched, known: true };
  const own = brands.find(({ id }) => id === accountBrand);
  const takesTheRest = (item.brandName ?? "").trim() !== "" && !own?.brandNames.length;
  return { id: accountBrand, known: takesTheRest || !sellsSeveral(brands, accountBrand) };
}

/** Whether items of an account can be another brand's than its own. */
function sellsSeveral(brands: readonly BrandMatch[], accountBrand: string): boolean {
  return brands.some(
    ({ id, brandNames, skuPrefixes }) => id !== accountBrand && brandNames.length + skuPrefixes.length > 0,
  );
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
