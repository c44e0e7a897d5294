/** What the tools are for and what they take; the assistant reads these words. */
import { z } from "zod";
import type { ItemQuery } from "../desk/item-query.ts";
import { PRODUCT_SORTS } from "../desk/products.ts";
import { CATEGORIES } from "../domain/analysis.ts";
import { ITEM_TYPES, PLATFORMS } from "../domain/platform.ts";
import { SORTS, TABS } from "../domain/tab.ts";

const day = z.iso
  .date()
  .refine((text) => text >= "2000" && text < "2200", { error: "expected a day between 2000 and 2199" })
  .optional();
const filters = {
  platform: z.enum(PLATFORMS).optional().describe("wb: Wildberries, ozon: Ozon, ym: Yandex Market"),
  type: z.enum(ITEM_TYPES).optional(),
  stars: z.array(z.int().min(1).max(5)).min(1).max(5).optional().describe("only reviews with one of these"),
  brand: z.string().min(1).max(100).optional().describe("the id of a brand"),
  sku: z.string().min(1).max(200).optional().describe("the product's article on the marketplace"),
  topic: z.enum(CATEGORIES).optional(),
  from: day.describe("the first day on which the buyer wrote: 2026-11-24"),
  to: day.describe("the last such day"),
  words: z.string().trim().min(1).max(200).optional().describe("words that the item contains, in any form"),
};
const id = z.int().min(1).describe("of the item");
const version = z.int().min(1).describe("answer.version as you have read it; of another one nothing is done");

export const LIST = {
  title: "List reviews and questions",
  description:
    "Lists items with their drafted or published answers; texts are cut at 500 characters. Read one before you decide.",
  inputSchema: z.strictObject({
    list: z
      .enum(TABS)
      .default("waiting")
      .describe("waiting: for a person; urgent and questions are parts of it; or a state"),
    sort: z.enum(SORTS).default("urgent"),
    limit: z.int().min(1).max(25).default(10),
    cursor: z.string().max(200).optional().describe("next of the page before, with the same filters and sort"),
    ...filters,
  }),
};

export const COUNT = {
  title: "Count reviews and questions",
  description: "How many items each list has under these filters, counted up to 10000 (exact: false means more).",
  inputSchema: z.strictObject(filters),
};

const brand = filters.brand;

export const FIGURES = {
  title: "Figures of a period",
  description:
    "How soon buyers are answered against the goals, by whom, what rules did, and hours saved. Days are both included; the last 30 without them.",
  inputSchema: z.strictObject({
    from: day.describe("the first day: 2026-11-01"),
    to: day.describe("the last day"),
    brand,
  }),
};

export const PRODUCTS = {
  title: "List products",
  description: "How buyers rate each product, what they complain of, and which get worse; the worst first.",
  inputSchema: z.strictObject({
    days: z.int().min(1).max(90).default(90).describe("of how many of the last days"),
    sort: z.enum(PRODUCT_SORTS).default("worst"),
    platform: filters.platform,
    brand,
    words: z.string().trim().min(1).max(200).optional().describe("words of the name, the article or an SKU"),
    page: z.int().min(1).max(10_000).default(1),
    limit: z.int().min(1).max(25).default(10),
  }),
};

export const READ = {
  title: "Read one item",
  description:
    "One item with its whole text, its answer, the answer's version and text_hash, and what the checks found.",
  inputSchema: z.strictObject({ id }),
};

export const DRAFT = {
  title: "Ask for another draft",
  description:
    "Has the answer drafted anew after your instructions. It takes some seconds and waits for approval: read it then.",
  inputSchema: z.strictObject({
    id,
    instructions: z.string().trim().min(1).max(1000).describe("what the draft should do otherwise, in Russian"),
  }),
};

export const EDIT = {
  title: "Propose another text",
  description:
    "Puts your text in the place of the draft; the person approves it or not. Says what the checks find in it.",
  inputSchema: z.strictObject({ id, version, text: z.string().trim().min(1).max(5000) }),
};

export const APPROVE = {
  title: "Approve an answer",
  description:
    "Has an answer published, in public and for good. Only when the person has asked for this very answer, and only where the configuration allows it.",
  inputSchema: z.strictObject({
    id,
    version,
    text_hash: z.string().length(16).describe("answer.text_hash as you have read it"),
  }),
};

type Filters = z.infer<typeof COUNT.inputSchema>;

/** The desk's query. */
export function filterOf({ platform, type, stars, brand, sku, topic, from, to, words }: Filters): ItemQuery {
  return {
    platform: platform && [platform],
    item_type: type && [type],
    rating: stars,
    brand: brand === undefined ? undefined : [brand],
    sku: sku === undefined ? undefined : [sku],
    category: topic && [topic],
    from,
    to,
    q: words,
  };
}
