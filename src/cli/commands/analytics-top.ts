import { openCore } from "../../app.ts";
import { addDays, dayOf, startOfDay } from "../../domain/calendar.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import {
  complaintsByCategory,
  complaintsByProduct,
  type ComplaintCategory,
  type ComplaintProduct,
} from "../../store/views/complaints.ts";
import type { Context, Options } from "../context.ts";
import { readDays } from "../days.ts";
import { readCount, readOneOf } from "../arguments.ts";
import { table, tabSeparated, type Column } from "../terminal/table.ts";

/** The last days when none are given. */
const DEFAULT_DAYS = 30;

/** What buyers complain about, and of which products. */
export async function top(context: Context, options: Options): Promise<void> {
  const platform = readOneOf(options["platform"], PLATFORMS, "--platform");
  const brand = options["brand"] === undefined ? undefined : String(options["brand"]);
  const limit = readCount(options["limit"], "--limit");
  const config = await context.deskConfig();
  const today = dayOf(context.clock.now(), config.timezone);
  const days = readDays(options, today) ?? { from: addDays(today, 1 - DEFAULT_DAYS), to: today };
  const span = { from: startOfDay(days.from, config.timezone), to: startOfDay(addDays(days.to, 1), config.timezone) };
  const filter = { ...span, platform, brand, limit };
  const core = openCore(config);
  try {
    const categories = complaintsByCategory(core.db, filter);
    const products = complaintsByProduct(core.db, filter);
    context.print({ ...days, categories, products }, () => page(context, categories, products));
    if (categories.length === 0) context.hint(`No complaints from ${days.from} to ${days.to}.`);
  } finally {
    core.close();
  }
}

function page({ io, paint }: Context, categories: ComplaintCategory[], products: ComplaintProduct[]): string {
  const { isTTY, columns } = io.stdout;
  if (!isTTY)
    return [tabSeparated(categories, CATEGORIES), tabSeparated(products, PRODUCTS)].filter(Boolean).join("\n");
  if (categories.length === 0) return "";
  return [
    paint("bold", "What about"),
    table(categories, CATEGORIES, columns),
    "",
    paint("bold", "Which products"),
    table(products, PRODUCTS, columns),
  ].join("\n");
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
