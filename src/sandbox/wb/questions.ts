import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { ownAnswer, type WorldItem } from "../item.ts";
import { nanosecondTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { ok } from "./errors.ts";
import { bounds, countQuery, idQuery, startOfToday, isWithin, questionListQuery, readQuery } from "./query.ts";
import { isEditable, productDetails } from "./wire.ts";

/** Questions: lists, counts, answering (reference: WB API, /api/v1/question*). */
export function mountQuestions(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  const shelf = world.shelf("wb", "question");
  const show = (item: WorldItem) => toQuestion(item, clock.now());

  app.get("/api/v1/questions", (c) => {
    const query = readQuery(c, questionListQuery);
    const { items } = shelf.page({
      limit: query.take,
      skip: query.skip,
      newestFirst: query.order !== "dateAsc",
      ...bounds(query),
      matches: (item) =>
        isProcessed(item) === query.isAnswered && (query.nmId === undefined || item.product.nmId === query.nmId),
    });
    const countArchive = shelf.count(isProcessed);
    const countUnanswered = shelf.count((item) => !isProcessed(item));
    return c.json(ok({ countUnanswered, countArchive, questions: items.map(show) }));
  });

  app.get("/api/v1/question", (c) => {
    const item = shelf.get(readQuery(c, idQuery).id);
    if (item === undefined) throw new HTTPException(422, { message: "Невозможно получить вопрос по id" });
    return c.json(ok(show(item)));
  });

  app.get("/api/v1/questions/count-unanswered", (c) => {
    const countUnanswered = shelf.count((item) => !isProcessed(item));
    const today = startOfToday(clock.now());
    const countUnansweredToday = shelf.count((item) => !isProcessed(item) && item.createdAt >= today);
    return c.json(ok({ countUnanswered, countUnansweredToday }));
  });

  app.get("/api/v1/questions/count", (c) => {
    const query = readQuery(c, countQuery);
    return c.json(ok(shelf.count((item) => isProcessed(item) === query.isAnswered && isWithin(item, query))));
  });

  app.patch("/api/v1/questions", async (c) => {
    const sent = await readPatch(c);
    const item = shelf.get(sent.id);
    // The text is WB's own, for questions too.
    if (item === undefined) throw new HTTPException(404, { message: "Не найден отзыв" });
    if ("wasViewed" in sent) markViewed(item, sent.wasViewed);
    else if (sent.state === "none") refuse(item);
    else answer(item, sent.answer.text, { world, now: clock.now() });
    return c.json(ok(null));
  });
}

const viewedBody = z.object({ id: z.string(), wasViewed: z.boolean() });
const answerBody = z.object({
  id: z.string(),
  answer: z.object({ text: z.string().min(1) }),
  state: z.enum(["wbRu", "none"]),
});

/** One of the two bodies, never a mixture (reference: WB API, PATCH /api/v1/questions). */
async function readPatch(c: Context) {
  const body: unknown = await c.req.json().catch(() => undefined);
  const viewed = viewedBody.safeParse(body);
  const answer = answerBody.safeParse(body);
  const chosen = viewed.success ? viewed : answer;
  if (viewed.success === answer.success || !chosen.success) {
    throw new HTTPException(400, { message: "Something went wrong" });
  }
  return chosen.data;
}

function markViewed(item: WorldItem, wasViewed: boolean): void {
  if (item.status !== "processed") item.status = wasViewed ? "viewed" : "new";
}

/** The question leaves the buyers' site; the text sent along is not shown to anybody. */
function refuse(item: WorldItem): void {
  item.refused = true;
  item.status = "processed";
}

/** The same call answers and edits, so a repeated one silently spends the only edit. */
function answer(item: WorldItem, text: string, { world, now }: { world: World; now: number }): void {
  const earlier = ownAnswer(item);
  if (earlier === null) world.attach(item, { text, author: "seller", by: "api" });
  else if (isEditable(earlier, now)) world.rewrite(item, earlier, text);
  else throw new HTTPException(422, { message: "Не удалось отредактировать вопрос" });
  item.refused = false;
  item.status = "processed";
}

function isProcessed(item: WorldItem): boolean {
  return item.refused || ownAnswer(item) !== null;
}

function stateOf(item: WorldItem): "none" | "wbRu" | "suppliersPortalSynch" {
  if (item.refused) return "none";
  return ownAnswer(item) === null ? "suppliersPortalSynch" : "wbRu";
}

function toQuestion(item: WorldItem, now: number) {
  const answer = ownAnswer(item);
  return {
    id: item.externalId,
    text: item.text,
    createdDate: nanosecondTime(item.createdAt),
    state: stateOf(item),
    answer:
      answer === null
        ? null
        : { text: answer.text, editable: isEditable(answer, now), createDate: nanosecondTime(answer.at) },
    productDetails: productDetails(item),
    wasViewed: item.status !== "new",
    isWarned: false,
  };
}
