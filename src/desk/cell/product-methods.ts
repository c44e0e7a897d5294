/** What a hub asks of a cell about products. The counts of an SKU are one row of numbers, because a page needs all of them. */
import { z } from "zod";
import { CATEGORIES } from "../../domain/analysis.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { productSignal } from "../../domain/product-signal.ts";
import { itemForm } from "./item-form.ts";

/** A cell tells of so many SKUs, those with the most items; of a cell with more the hub says that it is not all. */
export const MOST_SKUS = 50_000;
/** The SKUs of a portion of a file, several for each product. */
const MOST_KEYS = 5000;

const text = z.string();
const day = z.int().min(0).max(200_000);
const number = z.number();
const key = { sku: text.min(1).max(300), platform: z.enum(PLATFORMS), brand_id: text.min(1).max(200) };
const keys = z.array(z.strictObject(key)).max(MOST_KEYS);
/**
 * Which SKU, the seller's article, whether its product fits the words asked for, and its counts: at least so many, because
 * one that is missing is not known, and never zero.
 */
const row = (counts: number) =>
  z.tuple([key.platform, key.brand_id, key.sku, text.nullable(), z.boolean(), z.array(number).min(counts)]);
export type WireRow = z.output<ReturnType<typeof row>>;
const rows = (counts: number) => z.object({ rows: z.array(row(counts)), isAll: z.boolean() });

export const PRODUCT_METHODS = {
  product_sums: {
    takes: z.strictObject({
      from: day,
      since: day,
      recent: day,
      platforms: z.array(z.enum(PLATFORMS)).optional(),
      q: text.min(1).max(200).optional(),
    }),
    gives: rows(20),
    needs: "look",
  },
  product_trends: {
    takes: z.strictObject({
      weeks: z.strictObject({ since: day, week: day }),
      changes: z.strictObject({ since: day, recent: day }),
    }),
    gives: z.object({ weeks: rows(17), changes: rows(4) }),
    needs: "look",
  },
  product_shown: {
    takes: z.strictObject({ keys, since: day }),
    gives: z.array(
      z.object({
        ...key,
        name: text.nullable(),
        waiting: z.int(),
        days: z.array(z.object({ day: number, count: number, sum: number })),
      }),
    ),
    needs: "look",
  },
  product_complaints: {
    takes: z.strictObject({ keys, since: z.int().min(0) }),
    gives: z.array(
      z.object({
        id: z.int(),
        created_at: number,
        rating: number.nullable(),
        category: z.enum(CATEGORIES).nullable().catch("other"),
        text,
      }),
    ),
    needs: "look",
  },
  product_quotes: {
    takes: z.strictObject({ keys, signal: productSignal, today: day }),
    gives: z.array(z.object({ id: z.int(), created_at: number, text })),
    needs: "look",
  },
  product_newest: { takes: z.strictObject({ keys }), gives: z.array(itemForm), needs: "look" },
} as const;
