import type { Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { presentAnswers, type WorldItem } from "../item.ts";
import { utcTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { mountQuestionAnswers } from "./question-answers.ts";
import { between, excluding, found, moment, readBody, sortDirection, STATUSES, statusOf, toStatus } from "./wire.ts";

const listBody = z.object({
  limit: between(1, 100).default(100),
  last_id: z.string().default(""),
  sort_dir: sortDirection.default("DESC"),
  filter: z
    .object({
      status: z.enum(["ALL", "UNPROCESSED", ...STATUSES]).default("ALL"),
      date_from: moment.optional(),
      date_to: moment.optional(),
    })
    .prefault({}),
});
const infoBody = z.object({ question_id: z.string() });
const changeStatusBody = z.object({ question_ids: z.array(z.string()).min(1), status: z.enum(STATUSES) });

/** Questions (reference: Ozon Seller API, /v1/question/*). */
export function mountQuestions(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  const shelf = world.shelf("ozon", "question");

  app.post("/v1/question/list", async (c) => {
    const { limit, last_id, sort_dir, filter } = await readBody(c, "QuestionListRequest", listBody);
    const { items, more } = shelf.page({
      limit,
      newestFirst: sort_dir === "DESC",
      after: last_id === "" ? undefined : found(shelf.known(last_id), "last_id"),
      ...excluding(filter.date_from, filter.date_to),
      matches: (item) => hasStatus(item, filter.status),
    });
    return c.json({ questions: items.map(toQuestion), has_next: more, last_id: items.at(-1)?.externalId ?? "" });
  });

  app.post("/v1/question/info", async (c) => {
    const { question_id } = await readBody(c, "QuestionInfoRequest", infoBody);
    const question = toQuestion(found(shelf.get(question_id), "question"));
    // The count is a string here but a number in the list, as in the official example.
    return c.json({ ...question, answers_count: String(question.answers_count) });
  });

  app.post("/v1/question/count", (c) => {
    const count = (status: string) => shelf.count((item) => hasStatus(item, status));
    return c.json({
      all: count("ALL"),
      new: count("NEW"),
      viewed: count("VIEWED"),
      processed: count("PROCESSED"),
      unprocessed: count("UNPROCESSED"),
    });
  });

  app.post("/v1/question/change-status", async (c) => {
    const { question_ids, status } = await readBody(c, "QuestionChangeStatusRequest", changeStatusBody);
    const items = question_ids.map((id) => found(shelf.get(id), "question"));
    for (const item of items) item.status = toStatus(status);
    return c.body(null, 200);
  });

  mountQuestionAnswers(app, { clock, world });
}

function hasStatus(item: WorldItem, status: string): boolean {
  if (status === "ALL") return true;
  if (status === "UNPROCESSED") return item.status !== "processed";
  return statusOf(item) === status;
}

function toQuestion(item: WorldItem) {
  const url = `https://www.ozon.ru/product/${item.ozonSku}/`;
  return {
    id: item.externalId,
    sku: item.ozonSku,
    text: item.text,
    author_name: item.clientName ?? "Пользователь OZON",
    published_at: utcTime(item.createdAt),
    status: statusOf(item),
    answers_count: presentAnswers(item).length,
    product_url: url,
    question_link: `${url}questions/?qid=${290_000_000 + item.order}`,
  };
}
