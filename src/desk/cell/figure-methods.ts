/** What a hub asks of a cell so that figures of several can be put together. */
import { z } from "zod";
import { PLATFORMS } from "../../domain/platform.ts";

const text = z.string();
const number = z.number();
const day = z.iso.date();
const span = z.strictObject({ from: day, to: day });
const brand = text.min(1).max(200);
const waits = z.array(z.tuple([number, z.int()]));
/** Platform, brand, SKU, the seller's article, and at least so many counts, as of products and what a month has besides. */
const written = z.tuple([z.enum(PLATFORMS), text, text.nullable(), text.nullable(), z.array(number).min(23)]);
export type WrittenRow = z.output<typeof written>;
const key = { sku: text.min(1).max(300), platform: z.enum(PLATFORMS), brand_id: brand };
/** Five products are shown, each of a few SKUs. */
const MOST_KEYS = 1000;

export const figuresArgs = z.strictObject({
  days: z.union([z.int().min(1).max(3700), span]),
  brand: brand.optional(),
});

export const FIGURE_METHODS = {
  /** How long the buyers of each class waited, the shortest first, and how many did: halves of cells make no half of all. */
  waits: {
    takes: figuresArgs,
    gives: z.object({ urgent: waits, questions: waits, rest: waits }),
    needs: "look",
  },
  month: {
    takes: z.strictObject({ month: span, before: span }),
    gives: z.object({
      written: z.array(written),
      ratingsBefore: z.tuple([number, number, number, number, number]),
      takenDown: z.array(
        z.object({ item_id: z.int(), sent_at: number, product_name: text.nullable(), reason: text.nullable() }),
      ),
    }),
    needs: "look",
  },
  month_quoted: {
    takes: z.strictObject({ keys: z.array(z.strictObject(key)).max(MOST_KEYS), month: span }),
    gives: z.array(
      z.object({
        ...key,
        name: text.nullable(),
        quotes: z.array(z.object({ id: z.int(), created_at: number, rating: number.nullable(), text })),
      }),
    ),
    needs: "look",
  },
} as const;
