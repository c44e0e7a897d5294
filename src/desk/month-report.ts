/** A month in two pages: how buyers were answered, how they rated, and which products they complained of. */
import { addDays, addMonths, dayOf, startOfDay } from "../domain/calendar.ts";
import type { Clock } from "../base/clock.ts";
import type { Reader } from "../store/db.ts";
import type { Ratings } from "../store/views/product-ratings.ts";
import type { ProductSums, Said } from "../store/views/products.ts";
import {
  ratingsWithin,
  saidWithin,
  takenDownWithin,
  writtenWithin,
  type MonthSpan,
  type TakenDown,
  type WrittenSums,
} from "../store/views/month.ts";
import type { Figures, FiguresApi } from "./figures.ts";
import type { Brands } from "./item-query.ts";
import { nameOf } from "./product-source.ts";
import { joined, standingOf, type ProductFigures } from "./product-figures.ts";

/** A product that buyers complained of, with some of their words. */
export interface WorstProduct extends ProductFigures {
  name: string | null;
  quotes: Said[];
}

export interface MonthReport {
  /** `2026-11`. */
  month: string;
  figures: Figures;
  /** What buyers wrote within the month, and what has become of it by now. */
  written: {
    items: number;
    reviews: number;
    /** Answers of ours that buyers see. */
    answered: number;
    answeredInCabinet: number;
    /** Left without an answer by a person or a rule. */
    skipped: number;
    /** Gone from the marketplace before there was an answer. */
    withdrawn: number;
    complaints: number;
    stars: Ratings;
  };
  /** The mean rating of the month, and of the month before; null without ratings. */
  rating: number | null;
  ratingBefore: number | null;
  /** At most five, the worst first. */
  worst: WorstProduct[];
  /** At most five of `figures.sent.rejected`, the newest first. */
  takenDown: TakenDown[];
}

export interface MonthApi {
  /** The months of which there can be a report, the newest first: the last twelve and the present one. */
  months(): string[];
  /** @param month one of `months` */
  of(month: string, brand: string | undefined, brands: Brands): Promise<MonthReport>;
}

interface Parts {
  db: Reader;
  clock: Clock;
  config: { timezone: string };
  figures: FiguresApi;
  /** The seller's article of an SKU. */
  articleOf: (sku: string) => string | undefined;
}

/** What is longer ago goes to the archive, and the figures do not count it. */
const MONTHS = 12;
const MOST_PRODUCTS = 5;
const MOST_QUOTES = 2;
const MOST_TAKEN_DOWN = 5;

export function monthApi(parts: Parts): MonthApi {
  const { db, clock, config, figures } = parts;
  const today = (): string => dayOf(clock.now(), config.timezone);
  return {
    months() {
      const first = `${today().slice(0, 7)}-01`;
      return Array.from({ length: MONTHS + 1 }, (_, back) => addMonths(first, -back).slice(0, 7));
    },
    async of(month, brand, brands) {
      const from = `${month}-01`;
      const next = addMonths(from, 1);
      const last = addDays(next, -1);
      const seen = brand === undefined ? brands : (brands ?? [brand]).filter((id) => id === brand);
      const spanOf = (first: string, end: string): MonthSpan => ({
        from: startOfDay(first, config.timezone),
        before: startOfDay(end, config.timezone),
        brands: seen,
      });
      const span = spanOf(from, next);
      const sums = writtenWithin(db, span);
      const written = totalOf(sums);
      const days = { from, to: last < today() ? last : today() };
      return {
        month,
        figures: await figures.of({ days, brand }, brands),
        written,
        rating: meanOf(written.stars),
        ratingBefore: meanOf(ratingsWithin(db, spanOf(addMonths(from, -1), from))),
        worst: worstOf(parts, sums, span),
        takenDown: takenDownWithin(db, { ...span, limit: MOST_TAKEN_DOWN }),
      };
    },
  };
}

function totalOf(sums: readonly WrittenSums[]): MonthReport["written"] {
  const total = (of: (one: WrittenSums) => number): number => sums.reduce((all, one) => all + of(one), 0);
  return {
    items: total(({ items }) => items),
    reviews: total(({ reviews }) => reviews),
    answered: total(({ answered }) => answered),
    answeredInCabinet: total((one) => one.answered_in_cabinet),
    skipped: total(({ skipped }) => skipped),
    withdrawn: total(({ withdrawn }) => withdrawn),
    complaints: total(({ complaints }) => complaints),
    stars: [0, 1, 2, 3, 4].map((at) => total(({ stars }) => stars[at]!)) as unknown as Ratings,
  };
}

function meanOf(stars: Ratings): number | null {
  const count = stars.reduce((sum, n) => sum + n, 0);
  return count === 0 ? null : stars.reduce((sum, n, at) => sum + n * (at + 1), 0) / count;
}

function worstOf({ db, articleOf }: Parts, sums: readonly WrittenSums[], span: MonthSpan): WorstProduct[] {
  const known = sums.filter((one): one is WrittenSums & ProductSums => one.sku !== null);
  const products = joined(known.map((one) => ({ ...one, article: articleOf(one.sku) ?? null })));
  const standing = standingOf(products);
  return products
    .filter(({ complaints }) => complaints > 0)
    .toSorted((a, b) => standing(a) - standing(b) || b.complaints - a.complaints)
    .slice(0, MOST_PRODUCTS)
    .map((one) => {
      const quotes = one.shops.flatMap((shop) => saidWithin(db, shop, { ...span, limit: MOST_QUOTES }));
      return { ...one, name: nameOf(db, one.shops), quotes: quotes.slice(0, MOST_QUOTES) };
    });
}
