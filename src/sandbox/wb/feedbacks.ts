import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import { ownAnswer, type WorldItem } from "../item.ts";
import type { World } from "../world.ts";
import { ok, type WbErrors } from "./errors.ts";
import { isProcessed, toFeedback } from "./feedback-wire.ts";
import {
  archiveQuery,
  bounds,
  countQuery,
  feedbackListQuery,
  idQuery,
  startOfToday,
  isWithin,
  readQuery,
} from "./query.ts";
import { isEditable } from "./wire.ts";

const ARCHIVED_AFTER_MS = 30 * DAY_MS;

/** Reviews: lists, counts, answering (reference: WB API, /api/v1/feedback*). */
export function mountFeedbacks(app: Hono, { world, clock, errors }: { world: World; clock: Clock; errors: WbErrors }) {
  const shelf = world.shelf("wb", "review");
  const show = (item: WorldItem) => toFeedback(item, clock.now());
  const isOpen = (item: WorldItem) => !isProcessed(item) && !isOverdue(item, clock.now());

  app.get("/api/v1/feedbacks", (c) => {
    const query = readQuery(c, feedbackListQuery);
    const { items } = shelf.page({
      limit: query.take,
      skip: query.skip,
      newestFirst: query.order !== "dateAsc",
      ...bounds(query),
      matches: (item) => hasNmId(item, query.nmId) && (query.isAnswered ? isProcessed(item) : isOpen(item)),
    });
    const counts = { countUnanswered: shelf.count(isOpen), countArchive: shelf.count(isProcessed) };
    return c.json(ok({ ...counts, feedbacks: items.map(show) }));
  });

  app.get("/api/v1/feedbacks/archive", (c) => {
    const { take, skip, order, nmId } = readQuery(c, archiveQuery);
    const { items } = shelf.page({
      limit: take,
      skip,
      newestFirst: order !== "dateAsc",
      matches: (item) => hasNmId(item, nmId) && !isOpen(item),
    });
    return c.json(ok({ feedbacks: items.map(show) }));
  });

  app.get("/api/v1/feedback", (c) => {
    const item = shelf.get(readQuery(c, idQuery).id);
    if (item === undefined) throw new HTTPException(422, { message: "Невозможно получить отзыв по id" });
    return c.json(ok(show(item)));
  });

  app.get("/api/v1/feedbacks/count-unanswered", (c) => {
    const countUnanswered = shelf.count(isOpen);
    const today = startOfToday(clock.now());
    const countUnansweredToday = shelf.count((item) => isOpen(item) && item.createdAt >= today);
    return c.json(ok({ countUnanswered, countUnansweredToday, valuation: valuation(world) }));
  });

  app.get("/api/v1/feedbacks/count", (c) => {
    const query = readQuery(c, countQuery);
    const wanted = query.isAnswered ? isProcessed : isOpen;
    return c.json(ok(shelf.count((item) => wanted(item) && isWithin(item, query))));
  });

  mountAnswer(app, { world, clock, errors });
}

/** The id is not checked: an unknown one is acknowledged too (reference: WB API, POST /api/v1/feedbacks/answer). */
function mountAnswer(app: Hono, { world, clock, errors }: { world: World; clock: Clock; errors: WbErrors }) {
  const shelf = world.shelf("wb", "review");

  app.post("/api/v1/feedbacks/answer", async (c) => {
    const sent = await readAnswer(c);
    if (typeof sent === "string") return errors.answer(c, sent);
    const item = shelf.get(sent.id);
    if (item === undefined) return c.body(null, 204);
    const earlier = ownAnswer(item);
    const answer = world.attach(item, { text: sent.text, author: "seller", by: "api" });
    // What a second POST does is not documented. Here it spends the only edit, or is swallowed when that is gone.
    if (earlier !== null && isEditable(earlier, clock.now())) {
      earlier.deleted = true;
      answer.editedAt = clock.now();
    } else if (earlier !== null) answer.deleted = true;
    item.status = "processed";
    return c.body(null, 204);
  });

  app.patch("/api/v1/feedbacks/answer", async (c) => {
    const sent = await readAnswer(c);
    if (typeof sent === "string") return errors.answer(c, sent);
    const item = shelf.get(sent.id);
    const answer = item === undefined ? null : ownAnswer(item);
    if (item !== undefined && answer !== null && isEditable(answer, clock.now()))
      world.rewrite(item, answer, sent.text);
    return c.body(null, 204);
  });
}

const answerBody = z.object({ id: z.string(), text: z.string().min(2).max(5000) });

/** The body, or what is wrong with it in the service's words. */
async function readAnswer(c: Context): Promise<z.infer<typeof answerBody> | string> {
  const type = c.req.header("content-type");
  if (type === undefined) return "content-type header not specified";
  if (!/^application\/json\b/i.test(type)) return `not a json content-type: ${type}`;
  const body: unknown = await c.req.json().catch(() => undefined);
  if (body === undefined) return "Неверный синтаксис JSON";
  const parsed = answerBody.safeParse(body);
  return parsed.success ? parsed.data : `${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}`;
}

function hasNmId(item: WorldItem, nmId: number | undefined): boolean {
  return nmId === undefined || item.product.nmId === nmId;
}

/** After 30 days without an answer only the archive still shows a review. */
function isOverdue(item: WorldItem, now: number): boolean {
  return now - item.createdAt > ARCHIVED_AFTER_MS;
}

function valuation(world: World): string {
  const ratings = world
    .items()
    .flatMap(({ platform, rating }) => (platform === "wb" && rating !== null ? [rating] : []));
  const sum = ratings.reduce((total, rating) => total + rating, 0);
  return ratings.length === 0 ? "0" : (sum / ratings.length).toFixed(1);
}
