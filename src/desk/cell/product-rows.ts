/** The counts of an SKU as a row of numbers, and back. */
import { COUNTED_CATEGORIES } from "../../store/tables/product-days.ts";
import type { ProductChange, ProductKey, ProductSums, ProductWeek, WeekCounts } from "../../store/views/products.ts";
import type { Known } from "../product-figures.ts";
import type { CountedProduct } from "../product-source.ts";
import { MOST_SKUS, type WireRow } from "./product-methods.ts";

/** How one kind of counts is written: the numbers in their order, and from them the counts. */
interface Layout<T> {
  write: (one: T) => number[];
  read: (numbers: () => number) => Omit<T, keyof ProductKey | "article" | "fits">;
}

const WEEK_NAMES = ["reviews", "r1", ...COUNTED_CATEGORIES] as const satisfies (keyof WeekCounts)[];
const rated = (next: () => number) => ({ count: next(), sum: next() });
const named = <K extends string>(names: readonly K[], next: () => number) =>
  Object.fromEntries(names.map((name) => [name, next()])) as Record<K, number>;

export const SUMS: Layout<CountedProduct> = {
  write: ({ items, reviews, stars, complaints, byCategory, answered, wait_ms, recent, before }) => [
    items,
    reviews,
    ...stars,
    complaints,
    ...COUNTED_CATEGORIES.map((name) => byCategory[name]),
    answered,
    wait_ms,
    recent.count,
    recent.sum,
    before.count,
    before.sum,
  ],
  read: (next) => ({
    items: next(),
    reviews: next(),
    stars: [next(), next(), next(), next(), next()] as ProductSums["stars"],
    complaints: next(),
    byCategory: named(COUNTED_CATEGORIES, next),
    answered: next(),
    wait_ms: next(),
    recent: rated(next),
    before: rated(next),
  }),
};

export const WEEKS: Layout<Known<ProductWeek>> = {
  write: ({ week, before, first }) => [
    ...WEEK_NAMES.map((name) => week[name]),
    ...WEEK_NAMES.map((name) => before[name]),
    first,
  ],
  read: (next) => ({ week: named(WEEK_NAMES, next), before: named(WEEK_NAMES, next), first: next() }),
};

export const CHANGES: Layout<Known<ProductChange>> = {
  write: ({ recent, before }) => [recent.count, recent.sum, before.count, before.sum],
  read: (next) => ({ recent: rated(next), before: rated(next) }),
};

/** @param weight of two SKUs the heavier one is told of when all are too many */
export function written<T extends Known<ProductKey> & { fits?: boolean }>(
  { write }: Layout<T>,
  all: readonly T[],
  weight: (one: T) => number,
): { rows: WireRow[]; isAll: boolean } {
  const isAll = all.length <= MOST_SKUS;
  const told = isAll ? all : all.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_SKUS);
  const rows = told.map((one): WireRow => {
    return [one.platform, one.brand_id, one.sku, one.article, one.fits ?? true, write(one)];
  });
  return { rows, isAll };
}

export function read<T extends Known<ProductKey>>({ read: counts }: Layout<T>, rows: readonly WireRow[]): T[] {
  return rows.map(([platform, brand_id, sku, article, fits, numbers]) => {
    let at = 0;
    return { platform, brand_id, sku, article, fits, ...counts(() => numbers[at++]!) } as unknown as T;
  });
}
