/** Which products need somebody's eye this week, and the buyers' words behind that. */
import { DAY_MS } from "../base/clock.ts";
import { fallOf, signalsOfWeek, WEEKS_BEFORE, type Signal } from "../domain/product-signal.ts";
import type { Reader } from "../store/db.ts";
import {
  complaintsOf,
  productWeeks,
  type ProductKey,
  type ProductChange,
  type Said,
  type WeekCounts,
} from "../store/views/products.ts";
import type { Brands } from "./item-query.ts";
import { grouped } from "./product-figures.ts";

/** What stands out of a product. */
export interface ProductSignal {
  signal: Signal;
  /** Its SKUs, of which the first leads to its page. */
  shops: ProductKey[];
  /** The newest of what buyers wrote about it, at most three. */
  quotes: Pick<Said, "id" | "text">[];
}

interface Asked {
  db: Reader;
  /** UTC's, counted from 1970. */
  today: number;
  articleOf: (sku: string) => string | undefined;
  brands: Brands;
}

/** @param changes of the ratings in 90 days */
export function productSignals(asked: Asked, changes: readonly ProductChange[]): ProductSignal[] {
  const { db, today, articleOf, brands } = asked;
  const week = today - 6;
  const weeks = grouped(productWeeks(db, { since: week - 7 * WEEKS_BEFORE, week, brands }), articleOf);
  const ofWeek = weeks.flatMap(({ parts }) => {
    const known = Math.ceil((week - Math.min(...parts.map((part) => part.first))) / 7);
    const [now, before] = [total(parts.map((part) => part.week)), total(parts.map((part) => part.before))];
    const signals = signalsOfWeek(now, before, Math.min(Math.max(known, 1), WEEKS_BEFORE));
    return signals.map((signal) => withQuotes(asked, signal, parts));
  });
  const fallen = grouped(changes, articleOf).flatMap(({ parts }) => {
    const signal = fallOf(rated(parts.map(({ recent }) => recent)), rated(parts.map(({ before }) => before)));
    return signal ? [withQuotes(asked, signal, parts)] : [];
  });
  return [...ofWeek.sort((a, b) => weightOf(b) - weightOf(a)), ...fallen.sort((a, b) => weightOf(b) - weightOf(a))];
}

function total(all: readonly WeekCounts[]): WeekCounts {
  const [first, ...others] = all;
  const sums = { ...first! };
  for (const one of others) for (const name of Object.keys(sums) as (keyof WeekCounts)[]) sums[name] += one[name];
  return sums;
}

function rated(all: readonly { count: number; sum: number }[]): { count: number; sum: number } {
  return { count: all.reduce((n, one) => n + one.count, 0), sum: all.reduce((n, one) => n + one.sum, 0) };
}

function weightOf({ signal }: ProductSignal): number {
  return signal.kind === "fell" ? signal.from - signal.to : signal.count;
}

const QUOTES = 3;
const MOST_READ = 50;

function withQuotes({ db, today }: Asked, signal: Signal, parts: readonly ProductKey[]): ProductSignal {
  const since = (today - (signal.kind === "fell" ? 29 : 6)) * DAY_MS;
  const shops = parts.map(({ sku, platform, brand_id }) => ({ sku, platform, brand_id }));
  const said = shops
    .flatMap((shop) => complaintsOf(db, shop, { since, limit: MOST_READ }))
    .filter((one) => one.text !== "" && isAbout(one, signal))
    .sort((a, b) => b.created_at - a.created_at);
  return { signal, shops, quotes: said.slice(0, QUOTES).map(({ id, text }) => ({ id, text })) };
}

function isAbout({ rating, category }: Said, signal: Signal): boolean {
  if (signal.kind === "wave") return rating === 1;
  return signal.kind === "fell" || category === signal.category;
}
