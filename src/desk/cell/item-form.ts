/** An item as it comes from a cell. What a newer cell says besides is left out; words that are not known become the nearest. */
import { z } from "zod";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../domain/analysis.ts";
import { ITEM_STATUSES, SKIP_REASONS } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { FATES } from "../../domain/response.ts";

const text = z.string();
const orNull = text.nullable();
const moment = z.iso.datetime();

const analysisForm = z.object({
  sentiment: z.enum(SENTIMENTS),
  sentiment_score: z.number(),
  tags: z.array(text),
  category: z.enum(CATEGORIES).catch("other"),
  key_points: z.array(text),
  // A reason to look that only a newer cell knows is still one.
  attention: z.array(z.enum(ATTENTIONS).catch("unclear")),
  unsure: z.array(z.enum(ATTENTIONS).catch("unclear")).optional(),
  gist: text.optional(),
  analyzed_at: text,
  model: text,
});

export const problemForm = z.object({ rule: text, message: text });

const answerForm = z.object({
  text,
  draft_text: text,
  final_text: orNull,
  status: z.enum(["draft", "approved", "published", "failed"]),
  problems: z.array(problemForm),
  model: text,
  prompt_hash: text,
  regenerate_count: z.int(),
  approved_by: orNull,
  approved_at: moment.nullable(),
  publish_error: orNull,
  publish_retry_count: z.int(),
  remote_id: orNull,
  moderation: z.enum(["pending", "live", "rejected"]).nullable(),
  published_at: moment.nullable(),
  edit_history: z.array(z.object({ at: text, by: text, text, instructions: z.exactOptional(text) })),
  created_at: moment,
  updated_at: moment,
  version: z.int(),
  missed_at: moment.nullable(),
});

const detailsForm = z.object({
  videos: z.array(text),
  size: orNull,
  color: orNull,
  product_photos: z.array(text),
  product_url: orNull,
});

export const itemForm = z.object({
  id: z.int().min(1),
  account: text,
  platform: z.enum(PLATFORMS),
  item_type: z.enum(ITEM_TYPES),
  external_id: text,
  sku: orNull,
  product_name: orNull,
  brand_id: text,
  client_name: orNull,
  client_text: text,
  pros: orNull,
  cons: orNull,
  rating: z.int().min(1).max(5).nullable(),
  photos: z.array(text),
  order_cancelled: z.boolean(),
  ai_analysis: analysisForm.nullable(),
  status: z.enum(ITEM_STATUSES),
  priority: z.number(),
  error_message: orNull,
  skip_reason: z.enum(SKIP_REASONS).nullable(),
  created_at: moment,
  fetched_at: moment,
  updated_at: moment,
  published_at: moment.nullable(),
  brand_known: z.boolean(),
  order_status: orNull,
  details: detailsForm,
  reason: orNull,
  handed_to: orNull,
  seen_at: moment.nullable(),
  answer: answerForm.nullable(),
});

export const historyForm = z.object({
  at: moment,
  actor: text,
  action: text,
  before: orNull.optional(),
  after: orNull,
});

export const unsentForm = z.object({ why: text, nextTry: z.number().nullable() });

export const sentItemForm = itemForm.extend({
  sent: z.object({ at: moment, by: text, fate: z.enum(FATES), edited: z.boolean(), text }),
  unsent: unsentForm.nullable(),
  /** An older cell does not tell. */
  tries: z.object({ made: z.int(), of: z.int() }).nullable().default(null),
});
