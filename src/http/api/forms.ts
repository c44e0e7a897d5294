/**
 * The forms of the items API's input and output: they check requests and describe themselves in the OpenAPI document.
 */
import { z } from "@hono/zod-openapi";
import { CATEGORIES } from "../../domain/analysis.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { SORTS, TABS } from "../../domain/tab.ts";

export const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const date = z.iso.date();
/** The range is wide enough for any review and excludes years that the calendar cannot handle. */
export const day = date.refine((text) => text >= "2000" && text < "2200", {
  error: "expected a day between 2000 and 2199",
});
export const word = z.string().min(1).max(200);

const atCommas = (given: unknown) => (typeof given === "string" ? given.split(",") : given);

/** Accepts `rating=1,2` as well as `rating=1&rating=2`. */
export function several<Form extends z.ZodType>(form: Form, parts: (given: unknown) => unknown = atCommas) {
  return z.preprocess((given) => [given].flat().flatMap(parts), z.array(form).min(1).max(100)).optional();
}

const yesOrNo = z
  .enum(["true", "false"])
  .transform((text) => text === "true")
  .optional();

export const SEVERAL = "one or several: `a,b`, or given again";

const filters = {
  status: several(z.enum(ITEM_STATUSES)).describe(SEVERAL),
  item_type: several(z.enum(ITEM_TYPES)).describe(SEVERAL),
  platform: several(z.enum(PLATFORMS)).describe(SEVERAL),
  brand: several(word).describe(SEVERAL),
  rating: several(whole(1, 5)).describe(`stars, ${SEVERAL}; an item without stars is not found by them`),
  rating_min: whole(1, 5).optional(),
  rating_max: whole(1, 5).optional(),
  // A SKU may contain commas, so it is not split.
  sku: several(word, (given) => given).describe("the product's article, whole; given again for several"),
  category: several(z.enum(CATEGORIES)).describe(`what the analysis says it is about, ${SEVERAL}`),
  has_photo: yesOrNo,
  has_text: yesOrNo.describe("whether the buyer wrote more than stars"),
  from: day.optional().describe("the first day on which the buyer wrote, in the business time zone"),
  to: day.optional().describe("the last day on which the buyer wrote, in the business time zone"),
  q: word
    .optional()
    .describe(
      "words that all occur in what the buyer wrote, their name, the product, the SKU, the account or the number, each in any form or by its beginning; `#12` is item 12",
    ),
};

const inOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || from <= to;
const NOT_IN_ORDER = { path: ["to"], error: "it is before `from`" };

export const itemQuery = z
  .strictObject({
    tab: z.enum(TABS).default("all").describe("a tab of the inbox, or a state"),
    ...filters,
    sort: z.enum(SORTS).default("urgent"),
    cursor: z
      .string()
      .max(200)
      .optional()
      .describe("`next` of the page before, with the same filters and the same sort. It takes the place of `offset`."),
    limit: whole(1, 100).default(20),
  })
  .refine(inOrder, NOT_IN_ORDER);

export const countsQuery = z.strictObject(filters).refine(inOrder, NOT_IN_ORDER);

export const itemPath = z.strictObject({ id: whole(1, Number.MAX_SAFE_INTEGER) });

const version = z.int().min(1);
const versionRead = version
  .optional()
  .describe("`answer.version` as it was read: when another one stands there meanwhile, nothing is done");

export const nothing = z.strictObject({});
export const approveBody = z.strictObject({ version: versionRead });
export const editBody = z.strictObject({ text: z.string().trim().min(1).max(5000), version: versionRead });
const reason = z.string().trim().max(1000).optional().describe("why, in words of the person's own");
export const skipBody = z.strictObject({ reason, version: versionRead });
export const escalateBody = z.strictObject({
  reason,
  to: z.string().trim().max(200).optional().describe("the name of the one who shall decide"),
  version: versionRead,
});
const instructions = z.string().trim().min(1).max(1000);
export const regenerateBody = z.strictObject({ instructions });
export const bulkRegenerateBody = z.strictObject({
  ids: z.array(z.int().min(1)).min(1).max(50).describe("the items whose answers are drafted again"),
  instructions,
});
export const bulkBody = z.strictObject({
  items: z
    .array(z.strictObject({ id: z.int().min(1), version }))
    .min(1)
    .max(100)
    .describe("each with the version of its answer that was read: another one is not approved"),
});

export const PERIODS = ["today", "7d", "30d"] as const;
export const statsQuery = z.strictObject({ period: z.enum(PERIODS).default("today") });

export const analyticsQuery = z.strictObject({
  from: date,
  to: date,
  platform: z.enum([...PLATFORMS, "all"]).optional(),
  brand: word.optional(),
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
  reason: text.nullable().describe("why it was skipped or handed on"),
  handed_to: text.nullable(),
  created_at: moment,
  published_at: moment,
  answer: z.looseObject({ text: text, status: text, version }).nullable(),
});

const count = z.int().describe("at most 10000");
const exact = z.boolean().describe("false: there are more");

export const itemsForm = z.strictObject({
  items: z.array(itemForm),
  next: text.nullable().describe("the `cursor` of the next page; null: there is none"),
  limit: z.int(),
  total: count.optional().describe("how many there are, at most 10000; on the first page only"),
  exact: exact.optional(),
});

export const countsForm = z.strictObject({ tabs: z.record(z.enum(TABS), z.strictObject({ count, exact })) });

export const decidedForm = z.strictObject({
  id: z.int(),
  status: z.enum(ITEM_STATUSES),
  changed: z.boolean().describe("false: it was so already"),
  version: version.optional().describe("that of the answer after an edit"),
  problems: z
    .array(z.strictObject({ rule: text, message: text.describe("in the language of `locale`") }))
    .optional()
    .describe("what the checks found in the text of an edit; they forbid nothing"),
  send_at: moment.optional().describe("when the answer goes out; until then it can be undone"),
});

export const errorForm = z.strictObject({
  error: text.describe("what is the matter, in English"),
  hint: text.optional().describe("what can be done about it, in English"),
});

/** The reason why a decision is refused. */
export const refusalForm = errorForm.extend({
  code: text.describe("stable, for programs"),
  message: text.describe("for the person who decided, in the language of `locale`"),
  current: z
    .strictObject({ version, text, by: text.describe("who wrote it") })
    .optional()
    .describe("the answer that stands there instead of the one that was read"),
});

export const bulkForm = z.strictObject({
  results: z.array(z.union([decidedForm, refusalForm.extend({ id: z.int() })])),
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
