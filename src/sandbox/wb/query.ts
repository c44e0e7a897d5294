import { HTTPException } from "hono/http-exception";
import type { Context } from "hono";
import { z } from "zod";
import { startOfMoscowDay, moscowDate } from "../wire-time.ts";
import type { WorldItem } from "../item.ts";

const wholeNumber = z.string().regex(/^\d+$/).transform(Number);
const boolean = z.enum(["true", "false"]).transform((value) => value === "true");
const paging = {
  order: z.enum(["dateAsc", "dateDesc"]).optional(),
  nmId: wholeNumber.optional(),
};
const period = {
  dateFrom: z.union([z.literal("").transform(() => undefined), wholeNumber]).optional(),
  dateTo: wholeNumber.optional(),
};

/** Of GET /api/v1/feedbacks (reference: WB API, section "Customer communication"; so are all schemas here). */
export const feedbackListQuery = z.object({
  isAnswered: boolean,
  take: wholeNumber.pipe(z.number().max(5000)),
  skip: wholeNumber.pipe(z.number().max(199_990)),
  ...paging,
  ...period,
});
/** Of GET /api/v1/feedbacks/archive: no dates. */
export const archiveQuery = z.object({
  take: wholeNumber.pipe(z.number().max(5000)),
  skip: wholeNumber,
  ...paging,
});
/** Of GET /api/v1/questions: `take` and `skip` together reach 10 000. */
export const questionListQuery = z
  .object({ isAnswered: boolean, take: wholeNumber, skip: wholeNumber, ...paging, ...period })
  .refine(({ take, skip }) => take + skip <= 10_000, { path: ["take"] });
/** Of the counts of reviews and questions. */
export const countQuery = z.object({ isAnswered: boolean.default(true), ...period });
/** Of the reads of one review or question. */
export const idQuery = z.object({ id: z.string().min(1) });

/** @throws HTTPException 400 in the service's words: `Плохой формат isAnswered` */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(c.req.query());
  if (parsed.success) return parsed.data;
  throw new HTTPException(400, { message: `Плохой формат ${String(parsed.error.issues[0]?.path[0])}` });
}

type Period = { dateFrom?: number | undefined; dateTo?: number | undefined };

/** Unix seconds as the shelf's milliseconds; a whole second belongs to `dateTo`. */
export function bounds({ dateFrom, dateTo }: Period) {
  return {
    from: dateFrom === undefined ? undefined : dateFrom * 1000,
    to: dateTo === undefined ? undefined : dateTo * 1000 + 999,
  };
}

/** Whether the buyer wrote in the period. */
export function isWithin(item: WorldItem, period: Period): boolean {
  const { from, to } = bounds(period);
  return (from === undefined || item.createdAt >= from) && (to === undefined || item.createdAt <= to);
}

/** The first millisecond of today, as Moscow counts days. */
export function startOfToday(now: number): number {
  return startOfMoscowDay(moscowDate(now));
}
