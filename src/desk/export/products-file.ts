/** The products with their figures as a file: a row for each product, whatever the number of its SKUs. */
import type { Config } from "../../config/schema.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { COUNTED_CATEGORIES } from "../../store/tables/product-days.ts";
import { textsOf, type Texts } from "../../texts/texts.ts";
import type { ProductDocument } from "../products.ts";
import { writeTable, type FileFormat } from "./file.ts";
import { flatLayout, type FlatColumn } from "./flat.ts";

type Column = FlatColumn<ProductDocument>;

export function fileOfProducts(
  { locale, brands }: Pick<Config, "locale" | "brands">,
  pages: AsyncIterable<readonly ProductDocument[]>,
  format: FileFormat,
): AsyncGenerator<Uint8Array> {
  const texts = textsOf(locale);
  const nameOf = (id: string): string => brands.find((brand) => brand.id === id)?.name ?? id;
  const columns = { ...whichOne(texts, nameOf), ...ratingOf(texts), ...complaintsOf(texts), ...answersOf(texts) };
  return writeTable(flatLayout(texts.exports.products.sheet, columns), pages, format);
}

function whichOne({ exports: { heads, products }, web }: Texts, nameOf: (id: string) => string) {
  const skus = PLATFORMS.map((platform): [string, Column] => {
    const value = ({ shops }: ProductDocument): string | null =>
      shops
        .filter((shop) => shop.platform === platform)
        .map(({ sku }) => sku)
        .join(", ") || null;
    return [`${platform}_skus`, { head: products.skusOf(web.platforms[platform]), width: 20, value }];
  });
  return {
    article: { head: products.article, width: 16, value: ({ article }: ProductDocument) => article },
    product_name: { head: heads.product, width: 30, value: ({ name }: ProductDocument) => name },
    brand_id: {
      head: heads.brand,
      width: 16,
      value: (one: ProductDocument) => one.brand_id,
      shown: (one: ProductDocument) => nameOf(one.brand_id),
    },
    ...Object.fromEntries(skus),
  } satisfies Record<string, Column>;
}

function ratingOf({ exports: { products } }: Texts) {
  const stars = [1, 2, 3, 4, 5].map((n): [string, Column] => [
    `stars_${n}`,
    { head: `${n}★`, width: 8, value: ({ stars: counts }) => counts[n - 1] ?? 0 },
  ]);
  return {
    items: { head: products.items, width: 12, value: ({ items }: ProductDocument) => items },
    reviews: { head: products.reviews, width: 12, value: ({ reviews }: ProductDocument) => reviews },
    rating: { head: products.rating, width: 10, value: ({ rating }: ProductDocument) => rating },
    ...Object.fromEntries(stars),
    trend: { head: products.trend, width: 16, value: ({ trend }: ProductDocument) => trend },
  } satisfies Record<string, Column>;
}

function complaintsOf({ exports: { products }, categories }: Texts) {
  const byCategory = COUNTED_CATEGORIES.map((category): [string, Column] => {
    const value = (one: ProductDocument): number =>
      one.categories.find((found) => found.category === category)?.complaints ?? 0;
    return [`complaints_${category}`, { head: products.about(categories[category]), width: 14, value }];
  });
  return {
    complaints: { head: products.complaints, width: 10, value: (one: ProductDocument) => one.complaints },
    complaint_share: { head: products.complaintShare, width: 14, value: (one: ProductDocument) => one.complaint_share },
    ...Object.fromEntries(byCategory),
  } satisfies Record<string, Column>;
}

function answersOf({ exports: { products } }: Texts) {
  const waiting = ({ shops }: ProductDocument): number => shops.reduce((sum, shop) => sum + shop.waiting, 0);
  return {
    answered: { head: products.answered, width: 12, value: (one: ProductDocument) => one.answered },
    answered_share: { head: products.answeredShare, width: 14, value: (one: ProductDocument) => one.answered_share },
    answer_min: { head: products.answerMin, width: 16, value: (one: ProductDocument) => one.answer_min },
    waiting: { head: products.waiting, width: 12, value: waiting },
  } satisfies Record<string, Column>;
}
