/** How buyers rate a product. */
import type { Reader } from "../db.ts";
import type { Item } from "../tables/items.ts";

/** How many of a product's reviews have one star to five. */
export type Ratings = readonly [number, number, number, number, number];

const RATINGS = `select rating, count(*) as n from items indexed by items_by_product
  where sku = @sku and platform = @platform and brand_id = @brand_id and created_at >= @since and rating is not null
  group by rating`;

/**
 * The stars of the item's product at its marketplace and brand, of the reviews that are stored and not archived.
 * @param since Unix ms
 * @returns undefined when the product is not known, or nobody has rated it
 */
export function productRatings(
  reader: Reader,
  { sku, platform, brand_id }: Pick<Item, "sku" | "platform" | "brand_id">,
  since: number,
): Ratings | undefined {
  const rows = reader.statement(RATINGS).all({ sku, platform, brand_id, since }) as { rating: number; n: number }[];
  const of = (stars: number): number => rows.find(({ rating }) => rating === stars)?.n ?? 0;
  return rows.length === 0 ? undefined : [of(1), of(2), of(3), of(4), of(5)];
}
