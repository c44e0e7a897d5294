/** A month in two pages: how buyers were answered, how they rated, and which products they complained of. */
import { addDays, addMonths, dayOf } from "../domain/calendar.ts";
import type { Clock } from "../base/clock.ts";
import type { Reader } from "../store/db.ts";
import type { Ratings } from "../store/views/product-ratings.ts";
import type { ProductSums, Said } from "../store/views/products.ts";
import type { TakenDown, WrittenSums } from "../store/views/month.ts";
import type { Figures, FiguresApi } from "./figures.ts";
import type { Brands } from "./item-query.ts";
import { MOST_QUOTES, MOST_TAKEN_DOWN, storeMonths, type KnownWritten, type MonthSource } from "./month-source.ts";
import { absentIn, keyText, type Absent } from "./product-source.ts";
import { joined, standingOf, type Known, type ProductFigures } from "./product-figures.ts";

/** A product that buyers complained of, with some of their words. */
export interface WorstProduct extends ProductFigures {
  name: string | null;
  quotes: Said[];
}

export interface MonthReport extends Absent {
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

interface Around {
  clock: Clock;
  config: { timezone: string };
  figures: FiguresApi;
}

/** What is longer ago goes to the archive, and the figures do not count it. */
const MONTHS = 12;
const MOST_PRODUCTS = 5;

/** The months of this daemon. */
export function monthApi({
  db,
  articleOf,
  ...around
}: Around & { db: Reader; articleOf: (sku: string) => string | undefined }): MonthApi {
  return monthsOver(storeMonths({ db, config: around.config, articleOf }), around);
}

export function monthsOver(source: MonthSource, { clock, config, figures }: Around): MonthApi {
  const today = (): string => dayOf(clock.now(), config.timezone);
  return {
    months() {
      const first = `${today().slice(0, 7)}-01`;
      return Array.from({ length: MONTHS + 1 }, (_, back) => addMonths(first, -back).slice(0, 7));
    },
    async of(month, brand, brands) {
      const from = `${month}-01`;
      const last = addDays(addMonths(from, 1), -1);
      const seen = brand === undefined ? brands : (brands ?? [brand]).filter((id) => id === brand);
      const whole = { from, to: last };
      const before = { from: addMonths(from, -1), to: addDays(from, -1) };
      const days = { from, to: last < today() ? last : today() };
      const [{ written: sums, ratingsBefore, takenDown, ...absent }, counted] = await Promise.all([
        source.counts(whole, before, seen),
        figures.of({ days, brand }, brands),
      ]);
      const written = totalOf(sums);
      const { worst, ...further } = await worstOf(source, sums, whole);
      return {
        month,
        figures: counted,
        written,
        rating: meanOf(written.stars),
        ratingBefore: meanOf(ratingsBefore),
        worst,
        takenDown: takenDown.slice(0, MOST_TAKEN_DOWN),
        ...absentIn(absent, counted, further),
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

async function worstOf(source: MonthSource, sums: readonly KnownWritten[], month: { from: string; to: string }) {
  const products = joined(sums.filter((one): one is KnownWritten & Known<ProductSums> => one.sku !== null));
  const standing = standingOf(products);
  const shown = products
    .filter(({ complaints }) => complaints > 0)
    .toSorted((a, b) => standing(a) - standing(b) || b.complaints - a.complaints)
    .slice(0, MOST_PRODUCTS);
  const keys = shown.flatMap(({ shops }) => shops);
  const { rows, ...absent } = keys.length === 0 ? { rows: [] } : await source.quoted(keys, month);
  const worst = shown.map((one): WorstProduct => {
    const told = one.shops.flatMap((shop) => rows.filter((row) => keyText(row) === keyText(shop)));
    const quotes = told.flatMap((row) => row.quotes).slice(0, MOST_QUOTES);
    return { ...one, name: told.find(({ name }) => name !== null)?.name ?? null, quotes };
  });
  return { worst, ...absent };
}
