/** What buyers say of each product: the same for the pages, the command line and other programs. */
import { setImmediate } from "node:timers/promises";
import { StateError } from "../base/errors.ts";
import type { Clock } from "../base/clock.ts";
import { dayNumberOf } from "../domain/calendar.ts";
import type { Platform } from "../domain/platform.ts";
import type { Reader } from "../store/db.ts";
import type { ProductKey } from "../store/views/products.ts";
import type { Brands } from "./item-query.ts";
import {
  documentsOf,
  inWords,
  pageOf,
  SINCE_DAYS,
  type NamedSignal,
  type ProductDocument,
  type ProductPage,
} from "./product-documents.ts";
import { signalDays, signalsIn } from "./product-signals.ts";
import { joined, standingOf, type ProductFigures } from "./product-figures.ts";
import { absentIn, isWhole, keyText, storeProducts, type Absent, type ProductSource } from "./product-source.ts";

export type { NamedSignal, ProductDocument, ProductPage } from "./product-documents.ts";

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

export interface ProductList extends Absent {
  products: ProductDocument[];
  /** How many fit. */
  total: number;
}

/** Which products, in which order. */
export type WholeProducts = Omit<ProductsQuery, "skip" | "limit">;

export interface ProductsApi {
  /** All of them as they stand now, in portions, between which others have their turn. */
  all(query: WholeProducts, brands: Brands): Promise<WholeList>;
  list(query: ProductsQuery, brands: Brands): Promise<ProductList>;
  /**
   * @returns undefined when nobody wrote about it within the days, or the brand is not the caller's
   * @throws StateError `cell.away` when it may be known to a cell that does not answer
   */
  one(key: ProductKey, days: number, brands: Brands): Promise<ProductPage | undefined>;
  /**
   * What stands out this week, the most complaints first, then the ratings that fell.
   * @param most how many at most
   */
  signals(brands: Brands, most?: number): Promise<NamedSignal[]>;
}

interface WholeList extends Absent {
  total: number;
  pages: AsyncGenerator<ProductDocument[]>;
}

interface Parts {
  db: Reader;
  clock: Clock;
  /** The seller's article of an SKU. */
  articleOf?: ((sku: string) => string | undefined) | undefined;
}

/** The trend compares the last 30 days with the 60 before. */
const RECENT_DAYS = 30;
/** How many products a portion has. */
const PAGE = 200;

/** The products of this daemon. */
export function productsApi({ db, clock, articleOf = () => undefined }: Parts): ProductsApi {
  return productsOver(storeProducts(db, articleOf), clock);
}

export function productsOver(source: ProductSource, clock: Pick<Clock, "now">): ProductsApi {
  const today = (): number => dayNumberOf(clock.now(), source.timezone());

  const daysFrom = (days: number) => {
    return { from: today() - days + 1, since: today() - SINCE_DAYS + 1, recent: today() - RECENT_DAYS + 1 };
  };

  async function figures({ days, platform, brand, q }: Omit<WholeProducts, "sort">, brands: Brands) {
    const seen = brand === undefined ? brands : (brands ?? [brand]).filter((id) => id === brand);
    const { rows, ...absent } = await source.sums({ ...daysFrom(days), platforms: platform, brands: seen, q });
    return { found: joined(rows.filter(({ fits }) => fits)), absent };
  }

  async function sorted({ sort, ...query }: WholeProducts, brands: Brands) {
    const { found, absent } = await figures(query, brands);
    return { found: found.toSorted(ORDERS[sort](found)), absent };
  }

  const documents = (some: readonly ProductFigures[]) => documentsOf(source, some, today());

  return {
    async all(query, brands) {
      const { found, absent } = await sorted(query, brands);
      return { total: found.length, pages: inPages(found, documents), ...absent };
    },
    async list({ skip, limit, ...query }, brands) {
      const { found, absent } = await sorted(query, brands);
      const { products, ...further } = await documents(found.slice(skip, skip + limit));
      return { products, total: found.length, ...absentIn(absent, further) };
    },
    async one(key, days, brands) {
      const isIt = (shop: ProductKey): boolean => keyText(shop) === keyText(key);
      const { found, absent } = await figures({ days }, brands);
      const product = found.find(({ shops }) => shops.some(isIt));
      if (!product && !isWhole(absent)) throw someAway();
      return product && pageOf(source, product, { today: today(), days }, absent);
    },
    async signals(brands, most = Infinity) {
      const { since, recent } = daysFrom(SINCE_DAYS);
      const trends = await source.trends({ weeks: signalDays(today()), changes: { since, recent }, brands });
      const told = signalsIn(trends, today()).slice(0, most);
      return Promise.all(told.map((one) => inWords(source, one, today())));
    },
  };
}

function someAway(): StateError {
  return new StateError("a cell that may know of it does not answer", { code: "cell.away" });
}

async function* inPages(
  all: readonly ProductFigures[],
  of: (some: readonly ProductFigures[]) => Promise<Absent & { products: ProductDocument[] }>,
): AsyncGenerator<ProductDocument[]> {
  for (let at = 0; at < all.length; at += PAGE) {
    const page = await of(all.slice(at, at + PAGE));
    if (!isWhole(page)) throw someAway();
    yield page.products;
    await setImmediate();
  }
}

type Order = (a: ProductFigures, b: ProductFigures) => number;

/** Among equals more reviews first, then by name, so that pages of a list do not overlap. */
function by(score: (one: ProductFigures) => number): Order {
  const key = ({ shops }: ProductFigures): string => keyText(shops[0]!);
  return (a, b) => score(a) - score(b) || b.reviews - a.reviews || (key(a) < key(b) ? -1 : 1);
}

const ORDERS: Record<ProductSort, (all: readonly ProductFigures[]) => Order> = {
  worst: (all) => by(standingOf(all)),
  falling: () => by(({ trend }) => trend ?? 0),
  complaints: () => by(({ complaints }) => -complaints),
  reviews: () => by(({ reviews }) => -reviews),
};
