import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { presentAnswers, type Answer, type PlacedAnswer, type WorldItem } from "../item.ts";
import type { World } from "../world.ts";
import { toText } from "./text.ts";
import { found, listOf, ok, paging, readBody, readPage, textOf } from "./wire.ts";

const listBody = z.object({ feedbackId: z.int().optional(), commentIds: listOf(z.int(), 50) });
const updateBody = z.object({
  feedbackId: z.int({ error: "must not be null (rejected value: null)" }),
  comment: z.object({ id: z.int().optional(), parentId: z.int().optional(), text: textOf(4096) }),
});
const deleteBody = z.object({ id: z.int() });

/** Comments on reviews (reference: Yandex Market Partner API, goods-feedback/comments). */
export function mountComments(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  const shelf = world.shelf("ym", "review");

  app.post("/v2/businesses/:businessId/goods-feedback/comments", async (c) => {
    const { limit, after } = readPage(c, { max: 50, standard: 25 });
    const comments = chosenComments(world, await readBody(c, listBody));
    const start = after === null ? 0 : comments.findIndex(({ answer }) => answer.id === after) + 1;
    const page = comments.slice(start, start + limit);
    const more = start + limit < comments.length;
    return c.json(
      ok({
        comments: page.map(({ item, answer }) => toComment(item, answer, clock.now())),
        paging: paging(more, page.at(-1)?.answer.id),
      }),
    );
  });

  // Without comment.id every call adds one more comment.
  app.post("/v2/businesses/:businessId/goods-feedback/comments/update", async (c) => {
    const { feedbackId, comment } = await readBody(c, updateBody);
    const item = found(shelf.get(String(feedbackId)), "Feedbacks not found.");
    refuseForeignLinks(comment.text);
    const answer =
      comment.id === undefined ? create(world, item, comment) : change(world, item, comment.id, comment.text);
    item.status = "processed";
    return c.json(ok(toComment(item, answer, clock.now())));
  });

  app.post("/v2/businesses/:businessId/goods-feedback/comments/delete", async (c) => {
    const { id } = await readBody(c, deleteBody);
    const { item, answer } = found(world.findAnswer("ym", String(id)), `Comment not found: ${id}`);
    if (item.itemType !== "review") throw new HTTPException(404, { message: `Comment not found: ${id}` });
    if (answer.author !== "seller") throw new HTTPException(403, { message: "No access to comment modifying." });
    answer.deleted = true;
    return c.json(ok());
  });
}

function chosenComments(world: World, { feedbackId, commentIds }: z.infer<typeof listBody>): PlacedAnswer[] {
  if ((feedbackId === undefined) === !commentIds) {
    throw new HTTPException(400, { message: "Either feedbackId or commentIds must be specified" });
  }
  if (commentIds) {
    const placed = commentIds.flatMap((id) => world.findAnswer("ym", String(id)) ?? []);
    return placed.filter(({ item }) => item.itemType === "review");
  }
  const item = world.shelf("ym", "review").get(String(feedbackId));
  return item === undefined ? [] : presentAnswers(item).map((answer) => ({ item, answer }));
}

function create(world: World, item: WorldItem, { parentId, text }: { parentId?: number | undefined; text: string }) {
  if (parentId !== undefined) found(under(world, item, parentId), `Comment not found: ${parentId}`);
  const parent = parentId === undefined ? null : String(parentId);
  const isRepeated = item.answers.some((one) => !one.deleted && one.author === "seller" && one.text === text);
  if (isRepeated) throw new HTTPException(400, { message: "Duplicate comment." });
  return world.attach(item, { text, author: "seller", by: "api", parentId: parent });
}

function change(world: World, item: WorldItem, id: number, text: string): Answer {
  const answer = under(world, item, id);
  if (answer?.author !== "seller") throw new HTTPException(403, { message: "No access to comment modifying." });
  world.rewrite(item, answer, text);
  return answer;
}

function under(world: World, item: WorldItem, id: number): Answer | undefined {
  const placed = world.findAnswer("ym", String(id));
  return placed?.item === item ? placed.answer : undefined;
}

/** No links but those to Market itself (reference: Yandex Market Partner API, error types, reviews). */
function refuseForeignLinks(text: string): void {
  for (const [, host] of text.matchAll(/\b(?:https?:\/\/|www\.)([^\s/?#]+)/gi)) {
    if (!/(^|\.)market\.yandex\.ru$/i.test(host ?? "")) {
      throw new HTTPException(400, { message: "Illegal url in comment text." });
    }
  }
}

function toComment(item: WorldItem, answer: Answer, now: number) {
  return {
    ...toText(answer, now),
    ...(answer.parentId === null ? {} : { parentId: Number(answer.parentId) }),
    feedbackId: Number(item.externalId),
  };
}
