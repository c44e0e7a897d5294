/** What buyers say of each product: the same for the pages, the command line and other programs. */
import { setImmediate } from "node:timers/promises";
import { DAY_MS, type Clock } from "../base/clock.ts";
import type { Platform } from "../domain/platform.ts";
import { plain, words } from "../domain/wording/russian.ts";
import { recurringWords, type RecurringWord } from "../domain/wording/recurring.ts";
import type { Reader } from "../store/db.ts";
import {
  complaintsOf,
  newestOf,
  productChanges,
  productName,
  productSums,
  ratedDays,
  waitingOf,
  type ProductKey,
} from "../store/views/products.ts";
import { itemsOf } from "../store/views/item-list.ts";
import { documentsOf, type ItemDocument } from "./documents.ts";
import type { Brands } from "./item-query.ts";
import { productSignals, type ProductSignal } from "./product-signals.ts";
import { joined, standingOf, type ProductFigures, type ProductShop } from "./product-figures.ts";

export const PRODUCT_SORTS = ["worst", "falling", "complaints", "reviews"] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

export interface ProductsQuery {
  /** How many of the last days count, today included. */
  days: number;
  platform?: readonly Platform[] | undefined;
  brand?: string | undefined;
  /** A part of the name, of the article or of an SKU. */
  q?: string | undefined;
  sort: ProductSort;
  /** From which place on, from 0, and how many. */
  skip: number;
  limit: number;
}

/** A product with what the list shows of it. */
export interface ProductDocument extends Omit<ProductFigures, "shops"> {
  /** Its SKUs, the most reviewed first, with how many of their items wait for a person. */
  shops: (ProductShop & { waiting: number })[];
  /** As the marketplace told last; null when it told none. */
  name: string | null;
  /** The mean rating of each of the last 12 weeks, the oldest first; null for one without ratings. */
  weeks: (number | null)[];
}

export interface ProductList {
  products: ProductDocument[];
  /** How many fit. */
  total: number;
}

/** A product with what buyers say of it. */
export interface ProductPage extends ProductDocument {
  /** What recurs in its complaints. */
  words: RecurringWord[];
  /** How many complaints were read for that, the newest ones. */
  read: number;
  /** The mean rating of each of the last 90 days up to that day's week, the oldest first. */
  line: (number | null)[];
  newest: ItemDocument[];
}

/** Which products, in which order. */
export type WholeProducts = Omit<ProductsQuery, "skip" | "limit">;

export interface ProductsApi {
  /** All of them as they stand now, in portions, between which others have their turn. */
  all(query: WholeProducts, brands: Brands): { total: number; pages: AsyncGenerator<ProductDocument[]> };
  list(query: ProductsQuery, brands: Brands): Promise<ProductList>;
  /** @returns undefined when nobody wrote about it within the days, or the brand is not the caller's */
  one(key: ProductKey, days: number, brands: Brands): Promise<ProductPage | undefined>;
  /** What stands out this week, the most complaints first, then the ratings that fell. */
  signals(brands: Brands): Promise<NamedSignal[]>;
}

/** A signal with the name of its product. */
export interface NamedSignal extends ProductSignal {
  name: string | null;
}

interface Parts {
  db: Reader;
  clock: Clock;
  /** The seller's article of an SKU. */
  articleOf?: ((sku: string) => string | undefined) | undefined;
}

/** The trend compares the last 30 days with the 60 before. */
const SINCE_DAYS = 90;
const RECENT_DAYS = 30;
const WEEKS = 12;
const MOST_READ = 300;
const MOST_WORDS = 8;
const NEWEST = 20;
/** How many products a portion has. */
const PAGE = 200;

export function productsApi({ db, clock, articleOf = () => undefined }: Parts): ProductsApi {
  const today = (): number => Math.floor(clock.now() / DAY_MS);

  const daysFrom = (days: number) => {
    return { from: today() - days + 1, since: today() - SINCE_DAYS + 1, recent: today() - RECENT_DAYS + 1 };
  };

  function figures({ days, platform, brand }: Omit<WholeProducts, "sort">, brands: Brands) {
    const seen = brand === undefined ? brands : (brands ?? [brand]).filter((id) => id === brand);
    return joined(productSums(db, { ...daysFrom(days), platforms: platform, brands: seen }), articleOf);
  }

  function documents(shown: readonly ProductFigures[]): ProductDocument[] {
    const waiting = new Map<string, number>();
    const skus = shown.flatMap(({ shops }) => shops.map(({ sku }) => sku));
    for (const { n, ...key } of waitingOf(db, skus)) waiting.set(textOf(key), n);
    return shown.map((one) => ({
      ...one,
      name: nameOf(db, one),
      weeks: meansOf(db, one.shops, { since: today() + 1 - WEEKS * 7, step: 7, count: WEEKS }),
      shops: one.shops.map((shop) => ({ ...shop, waiting: waiting.get(textOf(shop)) ?? 0 })),
    }));
  }

  function sorted({ sort, ...query }: WholeProducts, brands: Brands): ProductFigures[] {
    const all = figures(query, brands);
    const { q } = query;
    const found = q === undefined ? all : all.filter((one) => has(one, nameOf(db, one), q));
    return found.toSorted(ORDERS[sort](found));
  }

  return {
    all(query, brands) {
      const all = sorted(query, brands);
      return { total: all.length, pages: inPages(all, documents) };
    },
    async list({ skip, limit, ...query }, brands) {
      const found = sorted(query, brands);
      return { products: documents(found.slice(skip, skip + limit)), total: found.length };
    },
    async one(key, days, brands) {
      const isIt = (shop: ProductKey): boolean => textOf(shop) === textOf(key);
      const found = figures({ days }, brands).find(({ shops }) => shops.some(isIt));
      const [product] = found ? documents([found]) : [];
      if (!product) return undefined;
      return withWords(db, product, today(), days);
    },
    async signals(brands) {
      const changes = productChanges(db, { ...daysFrom(SINCE_DAYS), brands });
      const found = productSignals({ db, today: today(), articleOf, brands }, changes);
      return found.map((one) => ({ ...one, name: nameOf(db, one) }));
    },
  };
}

/** As a marketplace told last; null when none told. */
export function nameOf(db: Reader, { shops }: { shops: readonly ProductKey[] }): string | null {
  for (const shop of shops) {
    const name = productName(db, shop);
    if (name !== null) return name;
  }
  return null;
}

async function* inPages<T, Of>(all: readonly T[], of: (some: readonly T[]) => Of): AsyncGenerator<Of> {
  for (let at = 0; at < all.length; at += PAGE) {
    yield of(all.slice(at, at + PAGE));
    await setImmediate();
  }
}

/** The product with what buyers say of it. @param today UTC's, counted from 1970 */
function withWords(db: Reader, product: ProductDocument, today: number, days: number): ProductPage {
  const since = (today - days + 1) * DAY_MS;
  const said = product.shops
    .flatMap((shop) => complaintsOf(db, shop, { since, limit: MOST_READ }))
    .sort((a, b) => b.created_at - a.created_at)
    .slice(0, MOST_READ);
  const texts = said.map(({ text }) => text);
  const ids = product.shops.flatMap((shop) => newestOf(db, shop, NEWEST));
  const newest = documentsOf(db, itemsOf(db, ids)).sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return {
    ...product,
    words: recurringWords(texts, product.name ?? "", MOST_WORDS),
    read: said.length,
    line: meansOf(db, product.shops, { since: today + 1 - SINCE_DAYS, step: 1, count: SINCE_DAYS, over: 7 }),
    newest: newest.slice(0, NEWEST),
  };
}

function textOf({ platform, brand_id, sku }: ProductKey): string {
  return `${platform} ${brand_id} ${sku}`;
}

function has({ article, shops }: ProductFigures, name: string | null, q: string): boolean {
  const text = plain([name, article, ...shops.map(({ sku }) => sku)].join(" "));
  return words(q).every((word) => text.includes(word));
}

interface Steps {
  /** The first day, and how many days each mean is of; `over` takes as many days up to it together. */
  since: number;
  step: number;
  count: number;
  over?: number;
}

function meansOf(db: Reader, shops: readonly ProductKey[], { since, step, count, over = step }: Steps) {
  const days = shops.flatMap((shop) => ratedDays(db, shop, since - over + step));
  return Array.from({ length: count }, (_, at) => {
    const end = since + (at + 1) * step;
    const within = days.filter(({ day }) => day >= end - over && day < end);
    const rated = within.reduce((sum, one) => sum + one.count, 0);
    return rated === 0 ? null : within.reduce((sum, one) => sum + one.sum, 0) / rated;
  });
}

type Order = (a: ProductFigures, b: ProductFigures) => number;

/** Among equals more reviews first, then by name, so that pages of a list do not overlap. */
function by(score: (one: ProductFigures) => number): Order {
  const key = ({ shops }: ProductFigures): string => textOf(shops[0]!);
  return (a, b) => score(a) - score(b) || b.reviews - a.reviews || (key(a) < key(b) ? -1 : 1);
}

const ORDERS: Record<ProductSort, (all: readonly ProductFigures[]) => Order> = {
  worst: (all) => by(standingOf(all)),
  falling: () => by(({ trend }) => trend ?? 0),
  complaints: () => by(({ complaints }) => -complaints),
  reviews: () => by(({ reviews }) => -reviews),
};
