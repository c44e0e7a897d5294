import { PRODUCT_SORTS, productsApi, type ProductDocument } from "../../desk/products.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { option } from "../parameters.ts";
import { articlesOf } from "../products.ts";
import { listText } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { count, oneOf, text } from "../values.ts";
import { showProduct } from "./products-show.ts";
import { summary } from "./products-summary.ts";

export const products = command({
  name: "products",
  summary: "Shows how buyers rate each product, what they complain of, and which get worse.",
  examples: ["reputation products", "reputation products --sort falling --platform wb --limit 10 --json"],
  takes: {
    days: option("--days <90|30|7>", "of how many of the last days", oneOf(["90", "30", "7"]), "90"),
    sort: option("--sort <order>", `the order: ${PRODUCT_SORTS.join(", ")}`, oneOf(PRODUCT_SORTS), "worst"),
    platform: option("--platform <wb|ozon|ym>", "only this marketplace", oneOf(PLATFORMS)),
    brand: option("--brand <id>", "only this brand", text),
    find: option("--find <words>", "only products with these words in their name or article", text),
    limit: option("--limit <number>", "at most so many", count, "25"),
  },
  commands: [showProduct, summary],
  async run(context, { days, platform, find: q, ...asked }) {
    const articleOf = await articlesOf(context);
    const query = { ...asked, days: Number(days), platform: platform && [platform], q, skip: 0 };
    const list = await withCore(context, ({ db, clock }) => productsApi({ db, clock, articleOf }).list(query, null));
    context.print(list, () => listText(context.io, list.products, COLUMNS));
    if (list.products.length === 0) context.hint(`Nobody wrote about such a product in ${days} days.`);
  },
});

const signed = (n: number): string => `${n < 0 ? "" : "+"}${n.toFixed(1)}`;
const percent = (share: number): string => `${Math.round(share * 100)}%`;

const COLUMNS: Column<ProductDocument>[] = [
  { title: "ARTICLE", value: ({ article, shops }) => article ?? shops[0]?.sku ?? null },
  { title: "SHOPS", value: ({ shops }) => [...new Set(shops.map(({ platform }) => platform))].join(" ") },
  { title: "RATING", value: ({ rating }) => rating?.toFixed(2) ?? null, align: "right" },
  { title: "TREND", value: ({ trend }) => trend && signed(trend), align: "right" },
  { title: "REVIEWS", value: ({ reviews }) => reviews, align: "right" },
  { title: "COMPLAINTS", value: (one) => percent(one.complaint_share), align: "right" },
  { title: "ANSWERED", value: (one) => percent(one.answered_share), align: "right" },
  { title: "WAITING", value: ({ shops }) => shops.reduce((sum, { waiting }) => sum + waiting, 0), align: "right" },
  { title: "MOSTLY", value: ({ categories }) => categories[0]?.category ?? null },
  { title: "PRODUCT", value: ({ name }) => name, flexible: true },
];
