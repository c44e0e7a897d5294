import { addDays, dayOf, startOfDay } from "../../domain/calendar.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import {
  complaintsByCategory,
  complaintsByProduct,
  type ComplaintCategory,
  type ComplaintProduct,
} from "../../store/views/complaints.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { daysOf } from "../days.ts";
import { option } from "../parameters.ts";
import { listText } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { count, day, oneOf, text } from "../values.ts";

/** The number of recent days to use when no period is given. */
const DEFAULT_DAYS = 30;

export const top = command({
  name: "top",
  summary: "Shows what buyers complain about most, and of which products.",
  examples: ["reputation analytics top", "reputation analytics top --from 2026-11-01 --platform wb --limit 5 --json"],
  takes: {
    date: option("--date <day>", "one day (default: the last 30 days)", day),
    from: option("--from <day>", "first day", day),
    to: option("--to <day>", "last day (default: today)", day),
    platform: option("--platform <wb|ozon|ym>", "only this marketplace", oneOf(PLATFORMS)),
    brand: option("--brand <id>", "only this brand", text),
    limit: option("--limit <number>", "at most so many of each", count, "10"),
  },
  async run(context, { platform, brand, limit, ...asked }) {
    const { timezone } = await context.deskConfig();
    const today = dayOf(context.clock.now(), timezone);
    const days = daysOf(asked, today) ?? { from: addDays(today, 1 - DEFAULT_DAYS), to: today };
    const span = { from: startOfDay(days.from, timezone), to: startOfDay(addDays(days.to, 1), timezone) };
    const filter = { ...span, platform, brand, limit };
    const { categories, products } = await withCore(context, ({ db }) => {
      return { categories: complaintsByCategory(db, filter), products: complaintsByProduct(db, filter) };
    });
    context.print({ ...days, categories, products }, () => page(context, categories, products));
    if (categories.length === 0) context.hint(`No complaints from ${days.from} to ${days.to}.`);
  },
});

function page({ io, paint }: Context, categories: ComplaintCategory[], products: ComplaintProduct[]): string {
  const [about, which] = [listText(io, categories, CATEGORIES), listText(io, products, PRODUCTS)];
  if (!io.stdout.isTTY) return [about, which].filter(Boolean).join("\n");
  if (categories.length === 0) return "";
  return [paint("bold", "What about"), about, "", paint("bold", "Which products"), which].join("\n");
}

const CATEGORIES: Column<ComplaintCategory>[] = [
  { title: "CATEGORY", value: (row) => row.category },
  { title: "COMPLAINTS", value: (row) => row.complaints, align: "right" },
  { title: "SHARE", value: (row) => `${Math.round(row.share * 100)}%`, align: "right" },
];

const PRODUCTS: Column<ComplaintProduct>[] = [
  { title: "SHOP", value: (row) => row.platform },
  { title: "SKU", value: (row) => row.sku },
  { title: "COMPLAINTS", value: (row) => row.complaints, align: "right" },
  { title: "OF", value: (row) => row.items, align: "right" },
  { title: "RATING", value: (row) => row.avg_rating?.toFixed(2) ?? null, align: "right" },
  { title: "PRODUCT", value: (row) => row.product_name, flexible: true },
];
