import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { SELLER } from "../credentials.ts";
import { moderation, presentAnswers, type Answer, type WorldItem } from "../item.ts";
import { utcTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { found, int64, readBody } from "./wire.ts";

const createBody = z.object({ question_id: z.string(), sku: int64, text: z.string().min(2).max(3000) });
const listBody = z.object({ question_id: z.string(), sku: int64, last_id: z.string().default("") });
const deleteBody = z.object({ answer_id: z.string(), sku: int64 });

const PAGE_SIZE = 100;

/** Answers to questions (reference: Ozon Seller API, /v1/question/answer/*). */
export function mountQuestionAnswers(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  const shelf = world.shelf("ozon", "question");
  const questionOf = (id: string, sku: number) => {
    const item = shelf.get(id);
    return found(item?.ozonSku === sku ? item : undefined, "question");
  };

  app.post("/v1/question/answer/create", async (c) => {
    const { question_id, sku, text } = await readBody(c, "QuestionAnswerCreateRequest", createBody);
    const item = questionOf(question_id, sku);
    const answer = world.attach(item, { text, author: "seller", by: "api" });
    item.status = "processed";
    return c.json({ answer_id: answer.id });
  });

  app.post("/v1/question/answer/list", async (c) => {
    const { question_id, sku, last_id } = await readBody(c, "QuestionAnswerListRequest", listBody);
    const item = questionOf(question_id, sku);
    const answers = presentAnswers(item);
    const start = last_id === "" ? 0 : answers.findIndex(({ id }) => id === last_id) + 1;
    const page = answers.slice(start, start + PAGE_SIZE);
    const more = start + PAGE_SIZE < answers.length;
    return c.json({
      answers: page.map((answer) => toAnswer(item, answer, clock.now())),
      last_id: more ? (page.at(-1)?.id ?? "") : "",
    });
  });

  app.post("/v1/question/answer/delete", async (c) => {
    const { answer_id, sku } = await readBody(c, "QuestionAnswerDeleteRequest", deleteBody);
    const { item, answer } = found(world.findAnswer("ozon", answer_id), "answer");
    const mine = item.itemType === "question" && item.ozonSku === sku && answer.author === "seller";
    if (!mine) throw new HTTPException(404, { message: "answer not found" });
    answer.deleted = true;
    return c.body(null, 200);
  });
}

const PUBLICATION = { pending: "AWAITING_MODERATION", live: "PUBLISHED", rejected: "MODERATION_FAILED" } as const;

function toAnswer(item: WorldItem, answer: Answer, now: number) {
  return {
    id: answer.id,
    question_id: item.externalId,
    sku: item.ozonSku,
    text: answer.text,
    author_name: answer.author === "seller" ? SELLER.name : "Пользователь OZON",
    published_at: utcTime(answer.at),
    status_publication: isRepeated(item, answer) ? "DUPLICATE" : PUBLICATION[moderation(answer, now)],
  };
}

/** The seller said the same under this question before. */
function isRepeated(item: WorldItem, answer: Answer): boolean {
  const first = presentAnswers(item).find(({ author, text }) => author === answer.author && text === answer.text);
  return first !== answer;
}
