import { meanLine } from "../../base/sparkline.ts";
import type { ProductDocument, ProductPage, ProductsApi } from "../../desk/products.ts";
import { PLATFORMS, type Platform } from "../../domain/platform.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { ProductKey } from "../../store/views/products.ts";
import { decimal, number } from "../../texts/amounts.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { narrowed } from "../filter.ts";
import { PAGE, readingOf, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Line, Row, View } from "../view.ts";

const DAYS = 90;
/** Ratings, from the lowest bar to the highest. */
const STARS = { least: 1, most: 5 };
const LINE_WIDTH = 45;

/** How buyers rate each product, the worst first, with the line of its weeks; on its own, that of its days. */
export function productsScreen(
  { texts }: Pick<ScreenParts, "texts">,
  products: Pick<ProductsApi, "list" | "one">,
): ScreenSource {
  return {
    async list(filter) {
      const found = await products.list({ days: DAYS, sort: "worst", skip: 0, limit: PAGE }, null);
      return narrowed(productsView(found.products, found.total, texts), filter, texts);
    },
    async detail(id) {
      const found = await products.one(keyOf(id), DAYS, null);
      return readingOf(id, found ? productLines(found, texts) : []);
    },
  };
}

function idOf({ platform, brand_id, sku }: ProductKey): string {
  return JSON.stringify([platform, brand_id, sku]);
}

function keyOf(id: string): ProductKey {
  const [platform, brand_id, sku] = JSON.parse(id) as [Platform, string, string];
  return { platform, brand_id, sku };
}

function productsView(products: readonly ProductDocument[], total: number, texts: Texts): View {
  const { columns, web } = texts;
  return {
    title: `${web.products.menu}: ${number(total)}`,
    columns: [
      { title: columns.rating, width: 6 },
      { title: columns.trend, width: 6 },
      { title: columns.weeks, width: 12 },
      { title: columns.waiting, width: 6 },
      { title: columns.shops, width: 10, spare: true },
      { title: columns.complains, width: { most: 16 }, spare: true },
      { title: columns.product, width: "rest" },
    ],
    rows: products.map((one) => productRow(one, texts)),
  };
}

function productRow(one: ProductDocument, texts: Texts): Row {
  const { shops, rating, categories } = one;
  const waiting = shops.reduce((sum, shop) => sum + shop.waiting, 0);
  const sold = PLATFORMS.filter((platform) => shops.some((shop) => shop.platform === platform));
  const isBad = rating !== null && rating < 4;
  return {
    id: idOf(shops[0]!),
    tone: isBad ? "warn" : "plain",
    cells: [
      rating === null ? "–" : `${isBad ? "! " : ""}${decimal(rating, texts)}`,
      changeOf(one.trend, texts),
      meanLine(one.weeks, one.weeks.length, STARS),
      number(waiting),
      sold.map((platform) => texts.web.short[platform]).join(" "),
      categories[0] ? texts.categories[categories[0].category] : "",
      titleOf(one, texts),
    ],
  };
}

function titleOf({ article, name, shops }: ProductDocument, { web }: Texts): string {
  return safeLine([article, name ?? web.products.unnamed(shops[0]!.sku)].filter(Boolean).join(" "));
}

function changeOf(trend: number | null, texts: Texts): string {
  if (trend === null) return "";
  return `${trend < 0 ? "−" : "+"}${decimal(Math.abs(trend), texts)}`;
}

function productLines(one: ProductPage, texts: Texts): Line[] {
  const { products: say, short } = texts.web;
  const plain = (text: string): Line => ({ text, tone: "plain" });
  const title = (text: string): Line => ({ text, tone: "title" });
  const rating = one.rating === null ? say.noStars : decimal(one.rating, texts);
  const complaints = one.categories.map(({ category, complaints: n }) => `${texts.categories[category]} ${number(n)}`);
  const words = one.words.map(({ word, texts: n }) => `${safeLine(word)}, ${say.times(n)}`);
  return [
    title(titleOf(one, texts)),
    plain(`${rating} · ${number(one.reviews)} ${say.reviews(one.reviews)} · ${changeOf(one.trend, texts)}`),
    plain(""),
    title(say.line),
    plain(meanLine(one.line, LINE_WIDTH, STARS)),
    { text: `${say.lineFrom} … ${say.lineTo}`, tone: "dim" },
    plain(""),
    title(say.categories),
    plain(complaints.join(" · ") || say.noComplaints),
    ...(words.length > 0 ? [title(say.words), plain(words.join(" · "))] : []),
    title(say.shops),
    ...one.shops.map((shop) =>
      plain(
        `${short[shop.platform]} ${safeLine(shop.sku)} ${shop.rating === null ? say.noStars : decimal(shop.rating, texts)} (${number(shop.reviews)})`,
      ),
    ),
    title(say.newest),
    ...one.newest.map((item) => plain(`#${item.id} ${"★".repeat(item.rating ?? 0)} ${safeLine(item.client_text)}`)),
  ];
}
