import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import { ownAnswer, type WorldItem } from "../item.ts";
import { moscowDate, moscowTime, startOfMoscowDay } from "../wire-time.ts";
import type { World } from "../world.ts";
import { mountQuestionAnswers } from "./question-answers.ts";
import { listOf, ok, paging, readBody, readPage } from "./wire.ts";

const date = z.iso.date({ error: "must be a date" });
const listBody = z.object({
  questionIds: listOf(z.int(), 50),
  categoryIds: listOf(z.int(), 1000),
  dateFrom: date.optional(),
  dateTo: date.optional(),
  needAnswer: z.boolean().default(false),
  sort: z.enum(["CREATED_AT_DESC", "CREATED_AT_ASC"]).default("CREATED_AT_DESC"),
});

const LONGEST_DAYS = 31;

interface QuestionsOptions {
  world: World;
  clock: Clock;
  businessId: number;
}

/** Questions (reference: Yandex Market Partner API, goods-questions). */
export function mountQuestions(app: Hono, { world, clock, businessId }: QuestionsOptions) {
  const shelf = world.shelf("ym", "question");

  app.post("/v1/businesses/:businessId/goods-questions", async (c) => {
    const { limit, after } = readPage(c, { max: 50, standard: 25 });
    const filter = await readBody(c, listBody);
    const period = periodOf(filter, clock.now());
    const matches = (item: WorldItem) =>
      item.createdAt >= period.from && item.createdAt <= period.to && isWanted(item, filter);
    const last = after === null ? undefined : shelf.known(after);
    if (after !== null && last === undefined) throw new HTTPException(400, { message: "Bad page token" });
    const newestFirst = filter.sort === "CREATED_AT_DESC";
    const { items, more } = shelf.page({ limit, newestFirst, after: last, ...period, matches });
    return c.json(
      ok({
        questions: items.map((item) => toQuestion(item, businessId)),
        paging: paging(more, items.at(-1)?.externalId),
        totalCount: shelf.count(matches),
      }),
    );
  });

  mountQuestionAnswers(app, { world, clock });
}

type Filter = z.infer<typeof listBody>;

/** Whole days in Moscow, both included; at most a month, and the last month without any. */
function periodOf({ dateFrom, dateTo }: Filter, now: number): { from: number; to: number } {
  const lastDay = startOfMoscowDay(dateTo ?? moscowDate(now));
  const firstDay = dateFrom === undefined ? lastDay - LONGEST_DAYS * DAY_MS : startOfMoscowDay(dateFrom);
  if (lastDay - firstDay > LONGEST_DAYS * DAY_MS) {
    throw new HTTPException(400, { message: `Too long time period. Maximum is ${LONGEST_DAYS} days` });
  }
  return { from: firstDay, to: lastDay + DAY_MS - 1 };
}

function isWanted(item: WorldItem, { needAnswer, questionIds, categoryIds }: Filter): boolean {
  if (needAnswer && ownAnswer(item) !== null) return false;
  if (questionIds && !questionIds.includes(Number(item.externalId))) return false;
  return !categoryIds || categoryIds.includes(item.product.category.id);
}

function toQuestion(item: WorldItem, businessId: number) {
  return {
    questionIdentifiers: {
      id: Number(item.externalId),
      categoryId: item.product.category.id,
      offerId: item.product.sku,
    },
    businessId,
    text: item.text,
    createdAt: moscowTime(item.createdAt),
    votes: { likes: 0, dislikes: 0 },
    author: { type: "USER", ...(item.clientName === null ? {} : { name: item.clientName }) },
  };
}
