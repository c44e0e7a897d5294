/** What programs ask of figures and products, and what they are told. */
import { createRoute, z } from "@hono/zod-openapi";
import { GOAL_CLASSES } from "../../domain/goal.ts";
import { PRODUCT_SORTS } from "../../desk/products.ts";
import { WEEKDAYS } from "../../domain/calendar.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { day, itemForm, several, SEVERAL, whole, word } from "./forms.ts";
import { done, failure, LOOK } from "./routes.ts";

const DAY_MS = 86_400_000;
/** Two years, a leap day included. */
const MOST_DAYS = 731;

const figuresQuery = z
  .strictObject({
    from: day.optional().describe("the first day, in the business time zone; the last 30 days without it"),
    to: day.optional().describe("the last day"),
    brand: word.optional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["to"],
    error: "`from` and `to` are given together, or neither",
  })
  .refine(({ from = "", to = "" }) => from <= to, { path: ["to"], error: "it is before `from`" })
  .refine(({ from = "", to = "" }) => from === "" || (Date.parse(to) - Date.parse(from)) / DAY_MS < MOST_DAYS, {
    path: ["to"],
    error: "it is more than two years after `from`",
  });

const count = z.int();
const mean = z.number().nullable();

const figuresForm = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  classes: z.array(
    z.strictObject({
      class: z.enum(GOAL_CLASSES),
      received: count,
      answered: count,
      goal_min: z.number(),
      median_min: mean.describe("half of the buyers waited at most so many minutes"),
      p90_min: mean.describe("nine of ten waited at most so many minutes"),
      on_time: count,
      overdue: count.describe("what waits now, whenever it was written"),
    }),
  ),
  hours: z.record(z.enum(WEEKDAYS), z.array(count)).describe("what buyers wrote, by the hours of a day of the week"),
  sent: z.strictObject({
    count,
    as_drafted: count,
    edited: count,
    by_rules: count,
    by_people: count,
    rejected: count,
  }),
  rules: z.array(z.strictObject({ rule: z.string(), approve: count, skip: count, escalate: count, wait: count })),
  tokens_per_answer: mean,
  cost: z
    .strictObject({
      sum: z.number(),
      per_answer: mean,
      unpriced_calls: count.describe("calls that are not in the sum; `per_answer` is null then"),
      currency: z.string().nullable(),
    })
    .nullable()
    .describe("of the LLM, by `ai.price`; null without a price"),
  hours_saved: z.number(),
});

const days = whole(1, 90).default(90).describe("of how many of the last days, today included; days are UTC's");

const productsQuery = z.strictObject({
  platform: several(z.enum(PLATFORMS)).describe(SEVERAL),
  brand: word.optional(),
  q: word.optional().describe("words of the name, the article or an SKU"),
  days,
  sort: z.enum(PRODUCT_SORTS).default("worst"),
  page: whole(1, 10_000).default(1),
  limit: whole(1, 100).default(25),
});

const productQuery = z.strictObject({
  platform: z.enum(PLATFORMS),
  brand: word,
  sku: z.string().min(1).max(300),
  days,
});

const productForm = z.looseObject({
  article: z.string().nullable().describe("the seller's, from the products file"),
  name: z.string().nullable(),
  brand_id: z.string(),
  shops: z.array(
    z.looseObject({ platform: z.enum(PLATFORMS), sku: z.string(), rating: mean, reviews: count, waiting: count }),
  ),
  rating: mean,
  stars: z.array(count).length(5).describe("how many of one star, of two, …"),
  trend: mean.describe("the mean of the last 30 days less that of the 60 before"),
  complaint_share: z.number(),
  answered_share: z.number(),
  answer_min: mean,
  weeks: z.array(mean),
});

export const figures = createRoute({
  method: "get",
  path: "/reputation/figures",
  operationId: "figures",
  summary: "How soon buyers are answered, by whom, and what rules did, in a period.",
  request: { query: figuresQuery },
  responses: { ...done(figuresForm), ...LOOK },
});

export const listProducts = createRoute({
  method: "get",
  path: "/reputation/products",
  operationId: "listProducts",
  summary: "How buyers rate each product and what they complain of.",
  request: { query: productsQuery },
  responses: {
    ...done(z.strictObject({ products: z.array(productForm), total: count, page: count, limit: count })),
    ...LOOK,
  },
});

export const getProduct = createRoute({
  method: "get",
  path: "/reputation/products/one",
  operationId: "getProduct",
  summary: "One product with what recurs in its complaints, its line of 90 days and its newest items.",
  request: { query: productQuery },
  responses: {
    ...done(
      productForm.extend({
        words: z.array(z.strictObject({ word: z.string(), texts: count })),
        line: z.array(mean),
        newest: z.array(itemForm),
      }),
    ),
    ...LOOK,
    404: failure("Nobody wrote about such a product within the days, or it is another brand's."),
  },
});
