/** The figures of products: SKUs that are one product joined, means and shares taken from the sums. */
import { MINUTE_MS } from "../base/clock.ts";
import type { Category } from "../domain/analysis.ts";
import type { Ratings } from "../store/views/product-ratings.ts";
import { COUNTED_CATEGORIES } from "../store/tables/product-days.ts";
import type { ProductKey, ProductSums } from "../store/views/products.ts";

/** A product at one marketplace. */
export interface ProductShop extends ProductKey {
  /** The mean of its stars; null without any. */
  rating: number | null;
  reviews: number;
}

export interface ProductFigures {
  /** By which the seller knows it, from the products file; null when the file does not name it. */
  article: string | null;
  brand_id: string;
  /** Its SKUs, the most reviewed first. */
  shops: ProductShop[];
  /** The mean of all its stars; null without any. */
  rating: number | null;
  items: number;
  reviews: number;
  stars: Ratings;
  complaints: number;
  /** Of the items, 0–1. */
  complaint_share: number;
  /** Most complaints first; a complaint that fits no category is in none. */
  categories: { category: Category; complaints: number }[];
  answered: number;
  /** Of the items, 0–1. */
  answered_share: number;
  /** How long buyers waited for the answers, on average, in minutes; null without any. */
  answer_min: number | null;
  /** The mean rating of the last 30 days less that of the 60 before; null with fewer than three ratings in either. */
  trend: number | null;
}

/** Fewer ratings say nothing of a change. */
const LEAST_RATINGS = 3;

/** A row of an SKU, with the seller's article, the same for all SKUs of a product; null when the products file names none. */
export type Known<T extends ProductKey> = T & { article: string | null };

/** What is counted of a product, SKU by SKU. */
export interface ProductGroup<T> {
  article: string | null;
  /** At least one. */
  parts: T[];
}

export function joined(sums: readonly Known<ProductSums>[]): ProductFigures[] {
  return grouped(sums).map(({ article, parts }) => figuresOf(article, parts));
}

/** Puts the SKUs of each product together, and what several cells have counted of one SKU. */
export function grouped<T extends Known<ProductKey>>(all: readonly T[]): ProductGroup<T>[] {
  const groups = new Map<string, ProductGroup<T>>();
  for (const part of all) {
    const { article } = part;
    // Only the file says that equal SKUs of two marketplaces are one product.
    const key = JSON.stringify(article === null ? [part.brand_id, part.platform, part.sku] : [part.brand_id, article]);
    const group = groups.get(key) ?? { article, parts: [] };
    group.parts.push(part);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function figuresOf(article: string | null, parts: readonly ProductSums[]): ProductFigures {
  const total = (of: (one: ProductSums) => number): number => parts.reduce((sum, one) => sum + of(one), 0);
  const stars = sumOfStars(parts);
  const [items, complaints, answered] = [
    total((one) => one.items),
    total((one) => one.complaints),
    total((one) => one.answered),
  ];
  const categories = COUNTED_CATEGORIES.map((category) => {
    return { category, complaints: total(({ byCategory }) => byCategory[category]) };
  });
  return {
    article,
    brand_id: parts[0]!.brand_id,
    shops: shopsOf(parts),
    rating: meanOf(stars),
    items,
    reviews: total((one) => one.reviews),
    stars,
    complaints,
    complaint_share: complaints / items,
    categories: categories.filter((one) => one.complaints > 0).sort((a, b) => b.complaints - a.complaints),
    answered,
    answered_share: answered / items,
    answer_min: answered === 0 ? null : total((one) => one.wait_ms) / answered / MINUTE_MS,
    trend: trendOf(parts),
  };
}

/** The most reviewed first. Of one SKU that two cells have counted there is one. */
function shopsOf(parts: readonly ProductSums[]): ProductShop[] {
  const bySku = Map.groupBy(parts, ({ platform, sku }) => `${platform} ${sku}`);
  return [...bySku.values()]
    .map((same) => {
      const { sku, platform, brand_id } = same[0]!;
      const reviews = same.reduce((sum, one) => sum + one.reviews, 0);
      return { sku, platform, brand_id, rating: meanOf(sumOfStars(same)), reviews };
    })
    .sort((a, b) => b.reviews - a.reviews || (a.sku < b.sku ? -1 : 1));
}

function sumOfStars(parts: readonly ProductSums[]): Ratings {
  return [0, 1, 2, 3, 4].map((at) => parts.reduce((sum, one) => sum + one.stars[at]!, 0)) as unknown as Ratings;
}

function meanOf(stars: Ratings): number | null {
  const count = stars.reduce((sum, n) => sum + n, 0);
  return count === 0 ? null : stars.reduce((sum, n, at) => sum + n * (at + 1), 0) / count;
}

function trendOf(parts: readonly ProductSums[]): number | null {
  const sum = (of: "recent" | "before") => ({
    count: parts.reduce((all, one) => all + one[of].count, 0),
    sum: parts.reduce((all, one) => all + one[of].sum, 0),
  });
  const [recent, before] = [sum("recent"), sum("before")];
  if (recent.count < LEAST_RATINGS || before.count < LEAST_RATINGS) return null;
  return recent.sum / recent.count - before.sum / before.count;
}

/** So many ratings of the average product are added to each, so that one angry review makes no product the worst. */
const ADDED = 5;

/** How a product stands among all: its rating as far as its reviews vouch for it, less what it has fallen. */
export function standingOf(all: readonly ProductFigures[]): (one: ProductFigures) => number {
  const rated = all.filter(({ rating }) => rating !== null);
  const average = rated.reduce((sum, { rating }) => sum + rating!, 0) / Math.max(1, rated.length);
  return ({ rating, stars, trend }) => {
    const count = stars.reduce((sum, n) => sum + n, 0);
    return ((rating ?? 0) * count + average * ADDED) / (count + ADDED) + Math.min(trend ?? 0, 0);
  };
}
