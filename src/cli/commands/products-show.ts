import { meanLine } from "../../base/sparkline.ts";
import { StateError, UsageError } from "../../base/errors.ts";
import { productsApi, type ProductPage } from "../../desk/products.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { safeLine, safeText } from "../../domain/wording/safe-text.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { argument, option } from "../parameters.ts";
import { articlesOf } from "../products.ts";
import { listText } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { oneOf, text } from "../values.ts";

export const showProduct = command({
  name: "show",
  summary: "Shows one product: its stars and complaints, what recurs in them, and the newest items.",
  examples: ["reputation products show 12345678", "reputation products show OM-1001 --platform ozon --json"],
  takes: {
    sku: argument("<sku>", "the SKU", text),
    platform: option("--platform <wb|ozon|ym>", "at this marketplace", oneOf(PLATFORMS)),
    brand: option("--brand <id>", "of this brand", text),
  },
  async run(context, { sku, platform, brand }) {
    const articleOf = await articlesOf(context);
    const found = await withCore(context, async ({ db, clock }) => {
      const api = productsApi({ db, clock, articleOf });
      const query = { days: DAYS, platform: platform && [platform], brand, q: sku, sort: "reviews" } as const;
      const { products } = await api.list({ ...query, skip: 0, limit: MOST }, null);
      const keys = products.flatMap(({ shops }) => shops.find((shop) => shop.sku === sku) ?? []);
      if (keys.length > 1)
        throw new UsageError(`several products have the SKU ${sku}`, { hint: "Name --platform or --brand." });
      return keys[0] && api.one(keys[0], DAYS, null);
    });
    if (!found)
      throw new StateError(`nobody wrote about ${sku} in ${DAYS} days`, {
        hint: "List them with: reputation products",
      });
    context.print(found, () => page(context, found));
  },
});

const DAYS = 90;
const LINE_WIDTH = 45;
/** So many products may have the SKU as a part of a longer one. */
const MOST = 1000;

function page({ io, paint }: Context, one: ProductPage): string {
  const name = [one.article, one.name].filter((part) => part !== null).map(safeLine);
  const facts = [
    `${one.items} items, ${one.complaints} complaints, ${one.answered} answered`,
    one.rating === null ? "no stars" : `${one.rating.toFixed(2)} of 5`,
    ...(one.trend === null ? [] : [`${one.trend < 0 ? "" : "+"}${one.trend.toFixed(2)} in 30 days`]),
  ];
  const words = one.words.map(({ word, texts }) => `${safeLine(word)} ${texts}`);
  return [
    paint("bold", name.join("  ") || one.shops[0]!.sku),
    facts.join(" · "),
    `${meanLine(one.line, LINE_WIDTH, { least: 1, most: 5 })} rating of 90 days, from 1 to 5`,
    listText(io, one.shops, SHOPS),
    ...(words.length > 0 ? [`Recurs in complaints: ${words.join(", ")}`] : []),
    ...one.newest.map((item) => `#${item.id} ${"★".repeat(item.rating ?? 0)} ${safeText(item.client_text)}`),
  ].join("\n");
}

type Shop = ProductPage["shops"][number];

const SHOPS: Column<Shop>[] = [
  { title: "SHOP", value: ({ platform }) => platform },
  { title: "SKU", value: ({ sku }) => sku },
  { title: "BRAND", value: (shop) => shop.brand_id },
  { title: "RATING", value: ({ rating }) => rating?.toFixed(2) ?? null, align: "right" },
  { title: "REVIEWS", value: ({ reviews }) => reviews, align: "right" },
  { title: "WAITING", value: ({ waiting }) => waiting, align: "right" },
];
