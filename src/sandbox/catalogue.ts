import type { SampleItem } from "./samples.ts";

/** A card in the invented shop. The numbers are what each marketplace calls it. */
export interface Product {
  /** The seller's own article: WB `supplierArticle`, Ozon and Yandex Market `offer_id`. */
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  /** What kind of thing it is, in the marketplace's tree. */
  readonly category: { readonly id: number; readonly name: string };
  readonly color: string;
  readonly nmId: number;
  readonly ozonProductId: number;
  /** Ozon gives one card several SKUs (sales schemes, discounted copies): the first is the main one. */
  readonly ozonSkus: readonly [number, ...number[]];
  readonly marketSku: number;
  card: CardState;
}

const MARKET = "Охана Маркет";
const KIDS = "Охана Кидс";
const KIDS_PREFIX = "OK-";

const CATEGORIES = {
  Платья: 69,
  Футболки: 192,
  Джинсы: 180,
  Свитшоты: 159,
  Пальто: 170,
  Рубашки: 184,
  Юбки: 38,
  Худи: 1724,
  Брюки: 11,
  Кардиганы: 2217,
  Пижамы: 162,
  Жилеты: 151,
  Комбинезоны: 153,
  Шапки: 147,
  Дождевики: 2194,
  Боди: 149,
  Одежда: 1,
} as const;
type Category = keyof typeof CATEGORIES;

const GOODS: readonly (readonly [sku: string, name: string, category: Category, color: string])[] = [
  ["OM-1001", "Платье миди из вискозы «Лагуна»", "Платья", "изумрудный"],
  ["OM-1002", "Футболка оверсайз «База»", "Футболки", "белый"],
  ["OM-1003", "Джинсы прямые «Север»", "Джинсы", "тёмно-синий"],
  ["OM-1004", "Свитшот с начёсом «Тихий день»", "Свитшоты", "серый меланж"],
  ["OM-1005", "Пальто демисезонное «Набережная»", "Пальто", "кэмел"],
  ["OM-1006", "Рубашка льняная «Полдень»", "Рубашки", "молочный"],
  ["OM-1007", "Юбка плиссе «Веер»", "Юбки", "графит"],
  ["OM-1008", "Худи на молнии «Маршрут»", "Худи", "чёрный"],
  ["OM-1009", "Брюки палаццо «Мостовая»", "Брюки", "бежевый"],
  ["OM-1010", "Кардиган крупной вязки «Плед»", "Кардиганы", "пудровый"],
  ["OM-1011", "Пижама из муслина «Дрёма»", "Пижамы", "лавандовый"],
  ["OM-1012", "Жилет утеплённый «Ветер»", "Жилеты", "хаки"],
  ["OK-2001", "Комбинезон детский утеплённый «Снегирь»", "Комбинезоны", "красный"],
  ["OK-2002", "Футболка детская «Кит и облако»", "Футболки", "голубой"],
  ["OK-2003", "Штанишки на резинке «Топотун»", "Брюки", "горчичный"],
  ["OK-2004", "Платье для девочки «Карамель»", "Платья", "розовый"],
  ["OK-2005", "Шапка детская вязаная «Горошек»", "Шапки", "экрю"],
  ["OK-2006", "Пижама детская «Сонный лис»", "Пижамы", "терракотовый"],
  ["OK-2007", "Дождевик детский «Капелька»", "Дождевики", "жёлтый"],
  ["OK-2008", "Боди для новорождённых «Первый шаг», 3 шт.", "Боди", "белый"],
];

/** Archived: hidden from buyers, shown to the seller who asks for it; deleted: gone, though reviews stay. */
export type CardState = "live" | "archived" | "deleted";

/** What a sample says about its product. */
type Named = Pick<SampleItem, "sku" | "productName">;

/** The cards of the shop; never fewer than the invented ones. */
export interface Catalogue {
  /** Every card, oldest first. */
  all(): readonly Product[];
  bySku(sku: string): Product | undefined;
  /** By any SKU of the card, not only the main one. */
  byOzonSku(ozonSku: number): Product | undefined;
  /** The product a sample names, made on the spot when it is new; the `turn`-th of the shop when it names none. */
  productOf(sample: Named, turn: number): Product;
}

/** The invented shop: about twenty cards of two brands, which samples may add to. */
export function createCatalogue(): Catalogue {
  const products: Product[] = [];
  const bySku = new Map<string, Product>();
  const byName = new Map<string, Product>();
  const byOzonSku = new Map<number, Product>();

  function add(sku: string, name: string, category: Category = "Одежда", color = "не указан"): Product {
    const product = createProduct(products.length, { sku, name, category, color });
    products.push(product);
    bySku.set(sku, product);
    byName.set(name, product);
    for (const ozonSku of product.ozonSkus) byOzonSku.set(ozonSku, product);
    return product;
  }
  function named({ sku, productName }: Named): Product | undefined {
    if (sku !== undefined) return bySku.get(sku) ?? add(sku, productName ?? `Товар ${sku}`);
    if (productName === undefined) return undefined;
    return byName.get(productName) ?? add(`OM-${5001 + products.length}`, productName);
  }

  for (const row of GOODS) add(...row);
  return {
    all: () => products,
    bySku: (sku) => bySku.get(sku),
    byOzonSku: (ozonSku) => byOzonSku.get(ozonSku),
    productOf(sample, turn) {
      const product = named(sample) ?? products[turn % GOODS.length];
      if (product === undefined) throw new RangeError(`no product for turn ${turn}`);
      return product;
    },
  };
}

interface Card {
  sku: string;
  name: string;
  category: Category;
  color: string;
}

function createProduct(number: number, card: Card): Product {
  const ozonSku = 1_640_000_000 + number * 1_117;
  return {
    sku: card.sku,
    name: card.name,
    brand: card.sku.startsWith(KIDS_PREFIX) ? KIDS : MARKET,
    category: { id: CATEGORIES[card.category], name: card.category },
    color: card.color,
    nmId: 214_000_000 + number * 733,
    ozonProductId: 913_000_000 + number * 211,
    ozonSkus: number % 2 === 0 ? [ozonSku, ozonSku + 1] : [ozonSku],
    marketSku: 102_000_000_000 + number * 97,
    card: "live",
  };
}
