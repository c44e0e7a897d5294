import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { presentAnswers, type Answer, type PlacedAnswer, type WorldItem } from "../item.ts";
import { moscowTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { toText } from "./text.ts";
import { found, listOf, ok, paging, readBody, readPage, textOf } from "./wire.ts";

const listBody = z.object({ questionId: z.int().optional(), answerIds: listOf(z.int(), 50) });
const entity = z.object({ id: z.int().min(1), type: z.enum(["QUESTION", "ANSWER", "COMMENT"]) });
const updateBody = z.object({
  operationType: z.enum(["CREATE", "UPDATE", "DELETE"], { error: "must not be null (rejected value: null)" }),
  parentEntityId: entity.optional(),
  entityId: entity.optional(),
  text: textOf(5000).optional(),
});
type Update = z.infer<typeof updateBody>;

/** Answers to questions and comments on them (reference: Yandex Market Partner API, goods-questions). */
export function mountQuestionAnswers(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  app.post("/v1/businesses/:businessId/goods-questions/answers", async (c) => {
    const { limit, after } = readPage(c, { max: 50, standard: 25 });
    const answers = chosenAnswers(world, await readBody(c, listBody));
    const start = after === null ? 0 : answers.findIndex(({ answer }) => answer.id === after) + 1;
    const page = answers.slice(start, start + limit);
    return c.json(
      ok({
        answers: page.map(({ item, answer }) => toAnswer(item, answer, clock.now())),
        paging: paging(start + limit < answers.length, page.at(-1)?.answer.id),
      }),
    );
  });

  app.post("/v1/businesses/:businessId/goods-questions/update", async (c) => {
    const update = await readBody(c, updateBody);
    if (update.operationType === "CREATE") return c.json(ok({ entity: create(world, update) }));
    const { item, answer } = ownEntity(world, update);
    if (update.operationType === "DELETE") answer.deleted = true;
    else world.rewrite(item, answer, required(update.text, "text must not be empty"));
    return c.json(ok());
  });
}

function chosenAnswers(world: World, { questionId, answerIds }: z.infer<typeof listBody>): PlacedAnswer[] {
  if ((questionId === undefined) === !answerIds) {
    throw new HTTPException(400, { message: "Either questionId or answerIds must be specified" });
  }
  const isAnswer = ({ item, answer }: PlacedAnswer) => item.itemType === "question" && answer.parentId === null;
  if (answerIds) {
    return answerIds.flatMap((id) => world.findAnswer("ym", String(id)) ?? []).filter(isAnswer);
  }
  const item = world.shelf("ym", "question").get(String(questionId));
  return item === undefined
    ? []
    : presentAnswers(item)
        .map((answer) => ({ item, answer }))
        .filter(isAnswer);
}

/** An answer under a question, or a comment under an answer. */
function create(world: World, { parentEntityId, text }: Update) {
  const parent = required(parentEntityId, "parentEntityId required for CREATE operation");
  const words = required(text, "text must not be empty");
  if (parent.type === "COMMENT") {
    throw new HTTPException(400, { message: "Cannot create a comment on another comment." });
  }
  if (parent.type === "QUESTION") {
    const item = found(world.shelf("ym", "question").get(String(parent.id)), `Question not found: ${parent.id}`);
    const answer = world.attach(item, { text: words, author: "seller", by: "api" });
    item.status = "processed";
    return { id: Number(answer.id), type: "ANSWER" };
  }
  const { item, answer } = found(entityOf(world, parent), `Answer not found: ${parent.id}`);
  const comment = world.attach(item, { text: words, author: "seller", by: "api", parentId: answer.id });
  return { id: Number(comment.id), type: "COMMENT" };
}

function ownEntity(world: World, { entityId }: Update): PlacedAnswer {
  const target = required(entityId, "entityId required for UPDATE and DELETE operation");
  if (target.type === "QUESTION") {
    throw new HTTPException(400, { message: "QUESTION entity type cannot be updated" });
  }
  const placed = found(entityOf(world, target), `${target.type} not found: ${target.id}`);
  if (placed.answer.author !== "seller") throw new HTTPException(403, { message: "Access denied" });
  return placed;
}

/** The answer (directly under a question) or comment (under an answer) with that number. */
function entityOf(world: World, { id, type }: z.infer<typeof entity>): PlacedAnswer | undefined {
  const placed = world.findAnswer("ym", String(id));
  if (placed?.item.itemType !== "question") return undefined;
  return (placed.answer.parentId === null) === (type === "ANSWER") ? placed : undefined;
}

function required<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new HTTPException(400, { message });
  return value;
}

function toAnswer(item: WorldItem, answer: Answer, now: number) {
  const comments = presentAnswers(item).filter(({ parentId }) => parentId === answer.id);
  return {
    ...toDatedText(answer, now),
    questionId: Number(item.externalId),
    comments: comments.map((comment) => ({ ...toDatedText(comment, now), answerId: Number(answer.id) })),
  };
}

function toDatedText(answer: Answer, now: number) {
  return { ...toText(answer, now), createdAt: moscowTime(answer.at), votes: { likes: 0, dislikes: 0 } };
}
