/** Where a month's report is counted: in the file of this daemon, or in those of several. */
import { addDays, startOfDay } from "../domain/calendar.ts";
import type { Reader } from "../store/db.ts";
import type { Ratings } from "../store/views/product-ratings.ts";
import type { ProductKey, Said } from "../store/views/products.ts";
import {
  ratingsWithin,
  saidWithin,
  takenDownWithin,
  writtenWithin,
  type MonthSpan,
  type TakenDown,
  type WrittenSums,
} from "../store/views/month.ts";
import type { Span } from "./figures.ts";
import type { Brands } from "./item-query.ts";
import { nameOf, type Absent, type Told } from "./product-source.ts";

export type KnownWritten = WrittenSums & { article: string | null };

/** What is told of a month, and of the one before it. */
export interface MonthCounts extends Absent {
  written: KnownWritten[];
  ratingsBefore: Ratings;
  /** The newest first. */
  takenDown: TakenDown[];
}

/** A product's name, and some of what buyers complained of. */
export interface Quoted extends ProductKey {
  name: string | null;
  quotes: Said[];
}

/** Days are the business's, both included. */
export interface MonthSource {
  counts(month: Span, before: Span, brands: Brands): Promise<MonthCounts>;
  quoted(keys: readonly ProductKey[], month: Span): Promise<Told<Quoted>>;
}

export const MOST_QUOTES = 2;
export const MOST_TAKEN_DOWN = 5;

interface Parts {
  db: Reader;
  config: { timezone: string };
  /** The seller's article of an SKU. */
  articleOf: (sku: string) => string | undefined;
}

export function storeMonths({ db, config, articleOf }: Parts): MonthSource {
  const spanOf = ({ from, to }: Span, brands: Brands): MonthSpan => {
    const { timezone } = config;
    return { from: startOfDay(from, timezone), before: startOfDay(addDays(to, 1), timezone), brands };
  };
  return {
    async counts(month, before, brands) {
      const span = spanOf(month, brands);
      return {
        written: writtenWithin(db, span).map((one) => {
          return { ...one, article: one.sku === null ? null : (articleOf(one.sku) ?? null) };
        }),
        ratingsBefore: ratingsWithin(db, spanOf(before, brands)),
        takenDown: takenDownWithin(db, { ...span, limit: MOST_TAKEN_DOWN }),
      };
    },
    async quoted(keys, month) {
      const span = spanOf(month, null);
      const rows = keys.map(({ sku, platform, brand_id }) => {
        const key = { sku, platform, brand_id };
        return { ...key, name: nameOf(db, [key]), quotes: saidWithin(db, key, { ...span, limit: MOST_QUOTES }) };
      });
      return { rows };
    },
  };
}
