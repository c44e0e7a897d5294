/** What buyers say of each product, summed from the days that triggers keep (`product_days`). */
import type { Category } from "../../domain/analysis.ts";
import { WAITS_FOR_PERSON } from "../../domain/item.ts";
import type { Platform } from "../../domain/platform.ts";
import { quoted, type Reader } from "../db.ts";
import { COUNTED_CATEGORIES, SHOWN_ZONE } from "../tables/product-days.ts";
import type { Ratings } from "./product-ratings.ts";

/** A product as one brand sells it at one marketplace. */
export interface ProductKey {
  sku: string;
  platform: Platform;
  brand_id: string;
}

/** What is counted of a product in a span of days. */
export interface ProductSums extends ProductKey {
  /** Reviews and questions. */
  items: number;
  reviews: number;
  stars: Ratings;
  complaints: number;
  byCategory: Record<(typeof COUNTED_CATEGORIES)[number], number>;
  /** Answers that buyers see, and how long they waited for all of them together, ms. */
  answered: number;
  wait_ms: number;
  /** Ratings within the last 30 days, and in the days before them since `since`: how many, and their sum. */
  recent: { count: number; sum: number };
  before: { count: number; sum: number };
}

/** Days of the zone that is shown, counted from 1970. */
export interface ProductFilter {
  /** What is counted: from this day on, which is not before `since`. */
  from: number;
  /** What the trend compares: the days from `recent` on with those before them from `since` on. */
  since: number;
  recent: number;
  platforms?: readonly Platform[] | undefined;
  /** Null: all. */
  brands: readonly string[] | null;
}

/** The rows of the zone by whose days the products are shown (`tables/product-days.ts`). */
const DAYS_SHOWN = `product_days where zone = (${SHOWN_ZONE})`;

const COUNT = "r1 + r2 + r3 + r4 + r5";
const SUM = "r1 + 2 * r2 + 3 * r3 + 4 * r4 + 5 * r5";
const COLUMNS = ["items", "reviews", "r1", "r2", "r3", "r4", "r5", "complaints", "answered", "wait_ms"];
const NAMES = [...COLUMNS, ...COUNTED_CATEGORIES];

/** Conditions that say nothing are left out, because each is asked of a hundred thousand rows. */
function productsSql({ from, since, platforms, brands }: ProductFilter): string {
  const sums = NAMES.map((name) => `sum(${from > since ? `iif(day >= @from, ${name}, 0)` : name}) as ${name}`);
  return `select sku, platform, brand_id, ${sums.join(", ")}, sum(${COUNT}) as all_count, sum(${SUM}) as all_sum,
    sum(iif(day >= @recent, ${COUNT}, 0)) as recent_count, sum(iif(day >= @recent, ${SUM}, 0)) as recent_sum
  from ${DAYS_SHOWN} and day >= @since
    ${platforms ? "and platform in (select value from json_each(@platforms))" : ""}
    ${brands ? "and brand_id in (select value from json_each(@brands))" : ""}
  group by sku, platform, brand_id`;
}

type Row = ProductKey & Record<string, number>;

/** Every product that somebody wrote about since `from`, in no order. */
export function productSums(reader: Reader, filter: ProductFilter): ProductSums[] {
  const { from, since, recent, platforms, brands } = filter;
  const values = { from, since, recent, platforms: JSON.stringify(platforms), brands: JSON.stringify(brands) };
  const rows = reader.statement(productsSql(filter)).all(values) as Row[];
  return rows.flatMap((row) => {
    const of = (name: string): number => row[name] ?? 0;
    const { sku, platform, brand_id } = row as ProductKey;
    const [items, reviews] = [of("items"), of("reviews")];
    if (items === 0) return [];
    return {
      sku,
      platform,
      brand_id,
      items,
      reviews,
      stars: [of("r1"), of("r2"), of("r3"), of("r4"), of("r5")] as const,
      complaints: of("complaints"),
      byCategory: Object.fromEntries(COUNTED_CATEGORIES.map((name) => [name, of(name)])) as ProductSums["byCategory"],
      answered: of("answered"),
      wait_ms: of("wait_ms"),
      ...changeOf(row),
    };
  });
}

/** What is counted of a product's last week, and of the weeks before it. */
export interface ProductWeek extends ProductKey {
  week: WeekCounts;
  before: WeekCounts;
  /** The first day that anything was written about it since the day asked for, counted from 1970. */
  first: number;
}

/** Reviews, those with one star, and complaints by category. */
export type WeekCounts = Record<(typeof WEEK_NAMES)[number], number>;

const WEEK_NAMES = ["reviews", "r1", ...COUNTED_CATEGORIES] as const;
const WEEKS = `select sku, platform, brand_id, min(day) as first,
  ${WEEK_NAMES.map((name) => `sum(iif(day >= @week, ${name}, 0)) as ${name}, sum(iif(day < @week, ${name}, 0)) as before_${name}`).join(", ")}
from ${DAYS_SHOWN} and day >= @since
  and (@brands is null or brand_id in (select value from json_each(@brands)))
group by sku, platform, brand_id`;

/** What was written about each product since `since`; the last week begins with `week`. */
export function productWeeks(
  reader: Reader,
  { since, week, brands }: { since: number; week: number; brands: readonly string[] | null },
): ProductWeek[] {
  const rows = reader.statement(WEEKS).all({ since, week, brands: brands && JSON.stringify(brands) }) as Row[];
  return rows.map((row) => {
    const { sku, platform, brand_id } = row as ProductKey;
    const counts = (prefix: string) =>
      Object.fromEntries(WEEK_NAMES.map((name) => [name, row[prefix + name] ?? 0])) as WeekCounts;
    return { sku, platform, brand_id, week: counts(""), before: counts("before_"), first: row["first"] ?? 0 };
  });
}

/** How many rated a product within the last 30 days and in those before them, and the sums of their stars. */
export type ProductChange = ProductKey & Pick<ProductSums, "recent" | "before">;

const CHANGES = `select sku, platform, brand_id, sum(${COUNT}) as all_count, sum(${SUM}) as all_sum,
  sum(iif(day >= @recent, ${COUNT}, 0)) as recent_count, sum(iif(day >= @recent, ${SUM}, 0)) as recent_sum
from ${DAYS_SHOWN} and day >= @since and (@brands is null or brand_id in (select value from json_each(@brands)))
group by sku, platform, brand_id`;

/** How the ratings of all products changed: what `productSums` has of it, without the rest, which takes longer. */
export function productChanges(
  reader: Reader,
  { since, recent, brands }: Pick<ProductFilter, "since" | "recent" | "brands">,
): ProductChange[] {
  const rows = reader.statement(CHANGES).all({ since, recent, brands: brands && JSON.stringify(brands) }) as Row[];
  return rows.map((row) => ({ sku: row.sku, platform: row.platform, brand_id: row.brand_id, ...changeOf(row) }));
}

function changeOf(row: Row): Pick<ProductSums, "recent" | "before"> {
  const of = (name: string): number => row[name] ?? 0;
  return {
    recent: { count: of("recent_count"), sum: of("recent_sum") },
    before: { count: of("all_count") - of("recent_count"), sum: of("all_sum") - of("recent_sum") },
  };
}

/** How many rated a product on a day, and the sum of their stars. */
export interface RatedDay {
  day: number;
  count: number;
  sum: number;
}

const DAYS = `select day, ${COUNT} as count, ${SUM} as sum from ${DAYS_SHOWN}
  and sku = @sku and platform = @platform and brand_id = @brand_id and day >= @since and ${COUNT} > 0 order by day`;

/** The days on which somebody rated the product, from `since` on. */
export function ratedDays(reader: Reader, { sku, platform, brand_id }: ProductKey, since: number): RatedDay[] {
  return reader.statement(DAYS).all({ sku, platform, brand_id, since }) as RatedDay[];
}

const NAME = `select product_name from items indexed by items_by_product
  where sku = @sku and platform = @platform and brand_id = @brand_id and product_name is not null
  order by created_at desc limit 1`;

/** The product's latest name; null when the marketplace has told none. */
export function productName(reader: Reader, { sku, platform, brand_id }: ProductKey): string | null {
  return (reader.statement(NAME).pluck().get({ sku, platform, brand_id }) as string | undefined) ?? null;
}

const WAITING = `select sku, platform, brand_id, count(*) as n from items indexed by items_by_status
  where status in (${quoted(WAITS_FOR_PERSON)}) and sku in (select value from json_each(@skus)) group by 1, 2, 3`;

/** How many items wait for a person, whenever they came in, of the products with these SKUs. */
export function waitingOf(reader: Reader, skus: readonly string[]): (ProductKey & { n: number })[] {
  return reader.statement(WAITING).all({ skus: JSON.stringify(skus) }) as (ProductKey & { n: number })[];
}

/** A buyer's own words; what they complain of comes before what they praise, because a quote has little room. */
export interface Said {
  id: number;
  created_at: number;
  rating: number | null;
  category: Category | null;
  text: string;
}

const COMPLAINTS = `select id, created_at, rating, json_extract(ai_analysis, '$.category') as category, trim(client_text || ' ' || coalesce(cons, '') || ' ' || coalesce(pros, '')) as text
  from items indexed by items_by_product
  where sku = @sku and platform = @platform and brand_id = @brand_id and created_at >= @since
    and coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0)
  order by created_at desc limit @limit`;

/** The newest complaints about a product that are not archived, since then (Unix ms). */
export function complaintsOf(
  reader: Reader,
  { sku, platform, brand_id }: ProductKey,
  { since, limit }: { since: number; limit: number },
): Said[] {
  return reader.statement(COMPLAINTS).all({ sku, platform, brand_id, since, limit }) as Said[];
}

const REVIEWS = `select id from items indexed by items_by_product
  where sku = @sku and platform = @platform and brand_id = @brand_id order by created_at desc limit @limit`;

/** The newest items about a product that are not archived. */
export function newestOf(reader: Reader, { sku, platform, brand_id }: ProductKey, limit: number): number[] {
  return reader.statement(REVIEWS).pluck().all({ sku, platform, brand_id, limit }) as number[];
}
