/** What buyers wrote within a span, product by product, and what moderation took down; of any time, the archive included. */
import type { Reader } from "../db.ts";
import type { Ratings } from "./product-ratings.ts";
import { COUNTED_CATEGORIES } from "../tables/product-days.ts";
import type { ProductKey, ProductSums, Said } from "./products.ts";

/** From `from` on and before `before`, Unix ms; the brands that count, null: all. */
export interface MonthSpan {
  from: number;
  before: number;
  brands: readonly string[] | null;
}

/** The sums of all items of one SKU; of those without one as well. */
export interface WrittenSums extends Omit<ProductSums, "sku"> {
  sku: string | null;
  /** Answered by somebody in the marketplace's cabinet. */
  answered_in_cabinet: number;
  /** Left without an answer by a person or a rule. */
  skipped: number;
  /** Gone from the marketplace before there was an answer. */
  withdrawn: number;
}

const SEEN = "status = 'published' and seen_at is not null";
const COMPLAINT = "coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0)";
const CATEGORY = COUNTED_CATEGORIES.map(
  (name) => `sum(${COMPLAINT} and json_extract(ai_analysis, '$.category') is '${name}') as ${name}`,
);
const STARS = [1, 2, 3, 4, 5].map((n) => `sum(rating is ${n}) as r${n}`);
const OF_BRANDS = "(@brands is null or brand_id in (select value from json_each(@brands)))";
const WITHIN = `created_at >= @from and created_at < @before and ${OF_BRANDS}`;

/** What was closed without an answer of ours, by what the reason means for the buyer. */
const CLOSED = [
  "sum(skip_reason is 'answered_in_cabinet') as answered_in_cabinet",
  "sum(skip_reason is 'withdrawn') as withdrawn",
  "sum(coalesce(skip_reason in ('person', 'rule'), 0)) as skipped",
];

const WRITTEN = `select sku, platform, brand_id, count(*) as items, sum(item_type = 'review') as reviews, ${STARS.join(", ")},
  sum(${COMPLAINT}) as complaints, ${CATEGORY.join(", ")}, sum(${SEEN}) as answered, ${CLOSED.join(", ")},
  sum(iif(${SEEN}, max(coalesce(published_at, created_at) - created_at, 0), 0)) as wait_ms
from all_items where ${WITHIN} group by sku, platform, brand_id`;

/** What was written, and what has become of it by now, SKU by SKU. A change against the time before is not counted. */
export function writtenWithin(reader: Reader, span: MonthSpan): WrittenSums[] {
  const rows = reader.statement(WRITTEN).all(valuesOf(span)) as (Omit<ProductKey, "sku"> & Record<string, number>)[];
  return rows.map((row) => {
    const of = (name: string): number => row[name] ?? 0;
    const { sku, platform, brand_id } = row as unknown as Pick<WrittenSums, "sku" | "platform" | "brand_id">;
    const none = { count: 0, sum: 0 };
    return {
      sku,
      platform,
      brand_id,
      items: of("items"),
      reviews: of("reviews"),
      stars: [of("r1"), of("r2"), of("r3"), of("r4"), of("r5")],
      complaints: of("complaints"),
      byCategory: Object.fromEntries(COUNTED_CATEGORIES.map((name) => [name, of(name)])) as WrittenSums["byCategory"],
      answered: of("answered"),
      answered_in_cabinet: of("answered_in_cabinet"),
      skipped: of("skipped"),
      withdrawn: of("withdrawn"),
      wait_ms: of("wait_ms"),
      recent: none,
      before: none,
    };
  });
}

const RATED = `select rating, count(*) as n from all_items where rating is not null and ${WITHIN} group by rating`;

/** How many reviews of the span have one star to five. */
export function ratingsWithin(reader: Reader, span: MonthSpan): Ratings {
  const rows = reader.statement(RATED).all(valuesOf(span)) as { rating: number; n: number }[];
  const of = (stars: number): number => rows.find(({ rating }) => rating === stars)?.n ?? 0;
  return [of(1), of(2), of(3), of(4), of(5)];
}

const SAID = `select id, created_at, rating, json_extract(ai_analysis, '$.category') as category,
    trim(client_text || ' ' || coalesce(cons, '') || ' ' || coalesce(pros, '')) as text
  from items indexed by items_by_product
  where sku = @sku and platform = @platform and brand_id = @brand_id and created_at >= @from and created_at < @before
    and ${COMPLAINT} and client_text || coalesce(cons, '') <> ''
  order by rating is null, rating, created_at desc limit @limit`;

/** Complaints about a product in words, those with the fewest stars first; the archive has none. */
export function saidWithin(
  reader: Reader,
  { sku, platform, brand_id }: ProductKey,
  { from, before, limit }: Pick<MonthSpan, "from" | "before"> & { limit: number },
): Said[] {
  return reader.statement(SAID).all({ sku, platform, brand_id, from, before, limit }) as Said[];
}

/** An answer that moderation took down and nobody sent again. */
export interface TakenDown {
  item_id: number;
  /** Unix ms. */
  sent_at: number;
  product_name: string | null;
  /** What the marketplace said. */
  reason: string | null;
}

const TAKEN_DOWN = `select s.item_id, s.sent_at, i.product_name, r.publish_error as reason
  from sent_answers s join responses r on r.item_id = s.item_id join items i on i.id = s.item_id
  where s.sent_at >= @from and s.sent_at < @before and s.fate = 'rejected'
    and (@brands is null or s.brand_id in (select value from json_each(@brands)))
  order by s.sent_at desc limit @limit`;

/** The newest first. */
export function takenDownWithin(reader: Reader, { limit, ...span }: MonthSpan & { limit: number }): TakenDown[] {
  return reader.statement(TAKEN_DOWN).all({ ...valuesOf(span), limit }) as TakenDown[];
}

function valuesOf({ from, before, brands }: MonthSpan) {
  return { from, before, brands: brands && JSON.stringify(brands) };
}
