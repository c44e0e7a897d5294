/** Which products need somebody's eye this week, and the buyers' words behind that. */
import { fallOf, signalsOfWeek, WEEKS_BEFORE, type Signal } from "../domain/product-signal.ts";
import type { ProductChange, ProductKey, ProductWeek, Said, WeekCounts } from "../store/views/products.ts";
import { grouped, type Known } from "./product-figures.ts";

/** What stands out of a product. */
export interface ProductSignal {
  signal: Signal;
  /** Its SKUs, of which the first leads to its page. */
  shops: ProductKey[];
  /** The newest of what buyers wrote about it, at most three. */
  quotes: Pick<Said, "id" | "text">[];
}

/** A signal before anybody's words are looked up. */
export type BareSignal = Pick<ProductSignal, "signal" | "shops">;

interface Trends {
  weeks: readonly Known<ProductWeek>[];
  /** Of the ratings in 90 days. */
  changes: readonly Known<ProductChange>[];
}

/** The days that are compared. @param today counted from 1970 */
export function signalDays(today: number): { since: number; week: number } {
  const week = today - 6;
  return { since: week - 7 * WEEKS_BEFORE, week };
}

/** The most complaints first, then the ratings that fell. @param today counted from 1970 */
export function signalsIn({ weeks, changes }: Trends, today: number): BareSignal[] {
  const { week } = signalDays(today);
  const ofWeek = grouped(weeks).flatMap(({ parts }) => {
    const known = Math.ceil((week - Math.min(...parts.map((part) => part.first))) / 7);
    const [now, before] = [total(parts.map((part) => part.week)), total(parts.map((part) => part.before))];
    const signals = signalsOfWeek(now, before, Math.min(Math.max(known, 1), WEEKS_BEFORE));
    return signals.map((signal) => ({ signal, shops: keysOf(parts) }));
  });
  const fallen = grouped(changes).flatMap(({ parts }) => {
    const signal = fallOf(rated(parts.map(({ recent }) => recent)), rated(parts.map(({ before }) => before)));
    return signal ? [{ signal, shops: keysOf(parts) }] : [];
  });
  return [...ofWeek.sort((a, b) => weightOf(b) - weightOf(a)), ...fallen.sort((a, b) => weightOf(b) - weightOf(a))];
}

/** Of one SKU that two cells have counted there is one. */
function keysOf(parts: readonly ProductKey[]): ProductKey[] {
  const keys = parts.map(({ sku, platform, brand_id }) => ({ sku, platform, brand_id }));
  return [...new Map(keys.map((key) => [JSON.stringify([key.platform, key.sku]), key])).values()];
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

function weightOf({ signal }: BareSignal): number {
  return signal.kind === "fell" ? signal.from - signal.to : signal.count;
}
