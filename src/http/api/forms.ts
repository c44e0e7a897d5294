/** What goes in and out of the items API: checked on the way in, described by the same forms in the OpenAPI document. */
import { z } from "zod";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const date = z.iso.date();

export const itemQuery = z.strictObject({
  status: z.enum(ITEM_STATUSES).optional(),
  item_type: z.enum(ITEM_TYPES).optional(),
  platform: z.enum(PLATFORMS).optional(),
  brand: z.string().min(1).max(200).optional(),
  rating_min: whole(1, 5).optional(),
  rating_max: whole(1, 5).optional(),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("words that all occur in what the buyer wrote, their name, the product, the SKU, the account or #id"),
  offset: whole(0, 10_000_000).default(0),
  limit: whole(1, 100).default(20),
});

export const itemPath = z.strictObject({ id: whole(1, Number.MAX_SAFE_INTEGER) });

export const nothing = z.strictObject({});
export const approveBody = z.strictObject({
  text: z.string().optional().describe("the answer as it was read: when it has changed meanwhile, it is not approved"),
});
export const editBody = z.strictObject({ text: z.string().trim().min(1).max(5000) });
export const regenerateBody = z.strictObject({ instructions: z.string().trim().min(1).max(1000) });
export const bulkBody = z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(100) });

export const PERIODS = ["today", "7d", "30d"] as const;
export const statsQuery = z.strictObject({ period: z.enum(PERIODS).default("today") });

export const analyticsQuery = z.strictObject({
  from: date,
  to: date,
  platform: z.enum([...PLATFORMS, "all"]).optional(),
  brand: z.string().min(1).max(200).optional(),
});

const text = z.string();
const moment = z.iso.datetime().nullable();

/** An item with its answer, as `reputation show --json` prints it. */
export const itemForm = z.looseObject({
  id: z.int(),
  account: text,
  platform: z.enum(PLATFORMS),
  item_type: z.enum(ITEM_TYPES),
  external_id: text,
  brand_id: text,
  client_text: text,
  rating: z.int().nullable(),
  status: z.enum(ITEM_STATUSES),
  created_at: moment,
  published_at: moment,
  answer: z.looseObject({ text: text, status: text }).nullable(),
});

export const itemsForm = z.strictObject({ items: z.array(itemForm), total: z.int(), offset: z.int(), limit: z.int() });

export const decidedForm = z.strictObject({
  id: z.int(),
  status: z.enum(ITEM_STATUSES),
  /** False: it was so already. */
  changed: z.boolean(),
  /** When the answer goes out; until then it can be undone. */
  send_at: moment.optional(),
});

export const bulkForm = z.strictObject({
  results: z.array(z.union([decidedForm, z.strictObject({ id: z.int(), error: text })])),
});

export const statsForm = z.strictObject({
  period: z.enum(PERIODS),
  from: z.iso.datetime(),
  items: z.int(),
  reviews: z.int(),
  questions: z.int(),
  waiting: z.int(),
  published: z.int(),
  skipped: z.int(),
  escalated: z.int(),
  avg_rating: z.number().nullable(),
  avg_response_min: z.number().nullable(),
});

export const analyticsForm = z.array(
  z.looseObject({ date: text, platform: text, brand_id: text, total_items: z.int(), published_count: z.int() }),
);

export const errorForm = z.strictObject({ error: text, hint: text.optional() });
