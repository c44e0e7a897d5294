/** Where products are counted: in the file of this daemon, or in those of several. */
import { startOfDayNumber } from "../domain/calendar.ts";
import type { Signal } from "../domain/product-signal.ts";
import { plain, words } from "../domain/wording/russian.ts";
import type { Reader } from "../store/db.ts";
import { shownZone } from "../store/tables/product-days.ts";
import { itemsOf } from "../store/views/item-list.ts";
import {
  complaintsOf,
  newestOf,
  productChanges,
  productName,
  productSums,
  productWeeks,
  ratedDays,
  waitingOf,
  type ProductChange,
  type ProductFilter,
  type ProductKey,
  type ProductSums,
  type ProductWeek,
  type RatedDay,
  type Said,
} from "../store/views/products.ts";
import { documentsOf, type ItemDocument } from "./documents.ts";
import type { Brands } from "./item-query.ts";
import { grouped, type Known } from "./product-figures.ts";

/** The names of cells that did not answer, and of those that do not know products: theirs is in nothing that is told. */
export interface Absent {
  away?: readonly string[];
  lacking?: readonly string[];
  /** The names of those with more products than they tell of. */
  partly?: readonly string[];
}

export interface Told<T> extends Absent {
  rows: T[];
}

/** Whether all that should have told did. */
export function isWhole({ away, lacking }: Absent): boolean {
  return (away ?? []).length + (lacking ?? []).length === 0;
}

/** All that are named in several answers, each once. */
export function absentIn(...told: readonly Absent[]): Absent {
  const names = (key: keyof Absent) => [...new Set(told.flatMap((one) => one[key] ?? []))];
  const all = (["away", "lacking", "partly"] as const).map((key) => [key, names(key)] as const);
  return Object.fromEntries(all.filter(([, some]) => some.length > 0));
}

export type Quote = Pick<Said, "id" | "created_at" | "text">;

/** What is counted of an SKU, and whether it belongs to a product that fits the words asked for. */
export type CountedProduct = Known<ProductSums> & { fits: boolean };

/** What the list shows of an SKU besides its counts. */
export interface ShownProduct extends ProductKey {
  /** As the marketplace told last; null when it told none. */
  name: string | null;
  /** How many of its items wait for a person. */
  waiting: number;
  days: RatedDay[];
}

/** What is compared for the signals. */
export interface ProductTrends extends Absent {
  weeks: Known<ProductWeek>[];
  changes: Known<ProductChange>[];
}

export interface ProductsAsked extends ProductFilter {
  /** A part of the name, of the article or of an SKU. */
  q?: string | undefined;
}

/** Days of the last weeks: `since` and `week` as of `productWeeks`, the others as of `productChanges`. */
export interface TrendsAsked {
  weeks: { since: number; week: number };
  changes: { since: number; recent: number };
  brands: Brands;
}

export interface ProductSource {
  /** By whose days the products are counted, as IANA names it. */
  timezone(): string;
  /** Every SKU that somebody wrote about since `from`, in no order. */
  sums(asked: ProductsAsked): Promise<Told<CountedProduct>>;
  trends(asked: TrendsAsked): Promise<ProductTrends>;
  /** @param since the first of the rated days that are told */
  shown(keys: readonly ProductKey[], since: number): Promise<Told<ShownProduct>>;
  /** The newest complaints about these SKUs since then (Unix ms), the newest first. */
  complaints(keys: readonly ProductKey[], since: number): Promise<Told<Said>>;
  /** The newest of the complaints that a signal is about. @param today counted from 1970 */
  quotes(keys: readonly ProductKey[], signal: Signal, today: number): Promise<Told<Quote>>;
  /** The newest items about these SKUs, the newest first. */
  newest(keys: readonly ProductKey[]): Promise<Told<ItemDocument>>;
}

/** So many complaints are read for the words that recur. */
export const MOST_READ = 300;
export const NEWEST = 20;
export const QUOTES = 3;
const MOST_QUOTED = 50;

export function storeProducts(db: Reader, articleOf: (sku: string) => string | undefined): ProductSource {
  const known = <T extends ProductKey>(row: T): Known<T> => Object.assign(row, { article: articleOf(row.sku) ?? null });
  return {
    timezone: () => shownZone(db),
    async sums({ q, ...filter }) {
      const rows = productSums(db, filter).map((row) => Object.assign(known(row), { fits: true }));
      if (q !== undefined) markFitting(db, rows, q);
      return { rows };
    },
    async trends({ weeks, changes, brands }) {
      return {
        weeks: productWeeks(db, { ...weeks, brands }).map(known),
        changes: productChanges(db, { ...changes, brands }).map(known),
      };
    },
    shown: async (keys, since) => ({ rows: shownOf(db, keys, since) }),
    async complaints(keys, since) {
      const said = keys.flatMap((key) => complaintsOf(db, key, { since, limit: MOST_READ }));
      return { rows: newestFirst(said).slice(0, MOST_READ) };
    },
    async quotes(keys, signal, today) {
      const since = startOfDayNumber(today - (signal.kind === "fell" ? 29 : 6), shownZone(db));
      const said = keys.flatMap((key) => complaintsOf(db, key, { since, limit: MOST_QUOTED }));
      const fitting = said.filter((one) => one.text !== "" && isAbout(one, signal));
      return { rows: newestFirst(fitting).slice(0, QUOTES) };
    },
    async newest(keys) {
      const items = itemsOf(
        db,
        keys.flatMap((key) => newestOf(db, key, NEWEST)),
      );
      const documents = documentsOf(db, items).toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
      return { rows: documents.slice(0, NEWEST) };
    },
  };
}

function markFitting(db: Reader, rows: readonly CountedProduct[], q: string): void {
  for (const { article, parts } of grouped(rows)) {
    const name = nameOf(
      db,
      parts.toSorted((a, b) => b.reviews - a.reviews),
    );
    const text = plain([name, article, ...parts.map(({ sku }) => sku)].join(" "));
    const fits = words(q).every((word) => text.includes(word));
    for (const part of parts) part.fits = fits;
  }
}

/** As a marketplace told last; null when none told. */
export function nameOf(db: Reader, keys: readonly ProductKey[]): string | null {
  for (const key of keys) {
    const name = productName(db, key);
    if (name !== null) return name;
  }
  return null;
}

function shownOf(db: Reader, keys: readonly ProductKey[], since: number): ShownProduct[] {
  const skus = keys.map(({ sku }) => sku);
  const waiting = new Map(waitingOf(db, skus).map(({ n, ...key }) => [keyText(key), n]));
  return keys.map(({ sku, platform, brand_id }) => {
    const key = { sku, platform, brand_id };
    return {
      ...key,
      name: productName(db, key),
      waiting: waiting.get(keyText(key)) ?? 0,
      days: ratedDays(db, key, since),
    };
  });
}

/** What tells SKUs apart. */
export function keyText({ platform, brand_id, sku }: ProductKey): string {
  return `${platform} ${brand_id} ${sku}`;
}

export function newestFirst<T extends Pick<Said, "created_at">>(said: readonly T[]): T[] {
  return said.toSorted((a, b) => b.created_at - a.created_at);
}

function isAbout({ rating, category }: Said, signal: Signal): boolean {
  if (signal.kind === "wave") return rating === 1;
  return signal.kind === "fell" || category === signal.category;
}
