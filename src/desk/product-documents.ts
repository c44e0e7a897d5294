/** What a page shows of products, put together from what their source tells. */
import { startOfDayNumber } from "../domain/calendar.ts";
import { recurringWords, type RecurringWord } from "../domain/wording/recurring.ts";
import type { RatedDay } from "../store/views/products.ts";
import type { ItemDocument } from "./documents.ts";
import type { BareSignal, ProductSignal } from "./product-signals.ts";
import type { ProductFigures, ProductShop } from "./product-figures.ts";
import { absentIn, keyText, type Absent, type ProductSource, type ShownProduct } from "./product-source.ts";

/** A product with what the list shows of it. */
export interface ProductDocument extends Omit<ProductFigures, "shops"> {
  /** Its SKUs, the most reviewed first, with how many of their items wait for a person. */
  shops: (ProductShop & { waiting: number })[];
  /** As the marketplace told last; null when it told none. */
  name: string | null;
  /** The mean rating of each of the last 12 weeks, the oldest first; null for one without ratings. */
  weeks: (number | null)[];
}

/** A product with what buyers say of it. */
export interface ProductPage extends ProductDocument, Absent {
  /** What recurs in its complaints. */
  words: RecurringWord[];
  /** How many complaints were read for that, the newest ones. */
  read: number;
  /** The mean rating of each of the last 90 days up to that day's week, the oldest first. */
  line: (number | null)[];
  newest: ItemDocument[];
}

/** A signal with the name of its product. */
export interface NamedSignal extends ProductSignal {
  name: string | null;
}

/** A product is followed for so many days. */
export const SINCE_DAYS = 90;
const WEEKS = 12;
const MOST_WORDS = 8;

/** The first of the names that marketplaces told. */
function nameIn(shown: readonly ShownProduct[]): string | null {
  return shown.find(({ name }) => name !== null)?.name ?? null;
}

export async function inWords(source: ProductSource, bare: BareSignal, today: number): Promise<NamedSignal> {
  const [shown, said] = await Promise.all([
    source.shown(bare.shops, today + 1),
    source.quotes(bare.shops, bare.signal, today),
  ]);
  return { ...bare, quotes: said.rows.map(({ id, text }) => ({ id, text })), name: nameIn(shown.rows) };
}

/** @param today counted from 1970 */
export async function documentsOf(source: ProductSource, some: readonly ProductFigures[], today: number) {
  const weeks = { since: today + 1 - WEEKS * 7, step: 7, count: WEEKS };
  const keys = some.flatMap(({ shops }) => shops);
  const { rows, ...absent } = keys.length === 0 ? { rows: [] } : await source.shown(keys, weeks.since);
  const shown = Map.groupBy(rows, keyText);
  const products = some.map((one): ProductDocument => {
    const ofShops = one.shops.map((shop) => ({ shop, told: shown.get(keyText(shop)) ?? [] }));
    const told = ofShops.flatMap((shop) => shop.told);
    return {
      ...one,
      name: nameIn(told),
      weeks: meansOf(
        told.flatMap(({ days }) => days),
        weeks,
      ),
      shops: ofShops.map((of) => ({ ...of.shop, waiting: of.told.reduce((sum, { waiting }) => sum + waiting, 0) })),
    };
  });
  return { products, ...absent };
}

/** The product with what buyers say of it. @param today counted from 1970 */
export async function pageOf(
  source: ProductSource,
  figures: ProductFigures,
  { today, days }: { today: number; days: number },
  absent: Absent,
): Promise<ProductPage> {
  const line = { since: today + 1 - SINCE_DAYS, step: 1, count: SINCE_DAYS, over: 7 };
  const [{ products, ...documents }, shown, said, newest] = await Promise.all([
    documentsOf(source, [figures], today),
    source.shown(figures.shops, line.since - line.over + line.step),
    source.complaints(figures.shops, startOfDayNumber(today - days + 1, source.timezone())),
    source.newest(figures.shops),
  ]);
  const product = products[0]!;
  const texts = said.rows.map(({ text }) => text);
  return {
    ...product,
    words: recurringWords(texts, product.name ?? "", MOST_WORDS),
    read: texts.length,
    line: meansOf(
      shown.rows.flatMap((one) => one.days),
      line,
    ),
    newest: newest.rows,
    ...absentIn(absent, documents, shown, said, newest),
  };
}

interface Steps {
  /** The first day, and how many days each mean is of; `over` takes as many days up to it together. */
  since: number;
  step: number;
  count: number;
  over?: number;
}

function meansOf(days: readonly RatedDay[], { since, step, count, over = step }: Steps): (number | null)[] {
  return Array.from({ length: count }, (_, at) => {
    const end = since + (at + 1) * step;
    const within = days.filter(({ day }) => day >= end - over && day < end);
    const rated = within.reduce((sum, one) => sum + one.count, 0);
    return rated === 0 ? null : within.reduce((sum, one) => sum + one.sum, 0) / rated;
  });
}
