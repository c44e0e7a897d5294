import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { moderation, presentAnswers, type Answer, type WorldItem } from "../item.ts";
import { utcTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { between, excluding, found, int64, moment, readBody, sortDirection } from "./wire.ts";

const createBody = z.object({
  review_id: z.string(),
  text: z.string().min(1),
  mark_review_as_processed: z.boolean().default(false),
  parent_comment_id: z.string().default(""),
});
const listBody = z.object({
  limit: between(20, 100),
  offset: z.int().min(0).default(0),
  review_id: z.string().default(""),
  sort_dir: sortDirection.default("ASC"),
  filter: z
    .object({ sku: int64.optional(), published_from: moment.optional(), published_to: moment.optional() })
    .prefault({}),
});
const deleteBody = z.object({ comment_id: z.string(), sku: int64 });

/** Comments on reviews (reference: Ozon Seller API, /v1/review/comment/*, /v2/review/comment/delete). */
export function mountComments(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  const shelf = world.shelf("ozon", "review");

  // Every call adds one more comment: there is no idempotency key and no edit.
  app.post("/v1/review/comment/create", async (c) => {
    const sent = await readBody(c, "CommentCreateRequest", createBody);
    const item = found(shelf.get(sent.review_id), "review");
    const parentId = sent.parent_comment_id === "" ? null : sent.parent_comment_id;
    if (parentId !== null) found(world.findAnswer("ozon", parentId), "comment");
    const comment = world.attach(item, { text: sent.text, author: "seller", by: "api", parentId });
    if (sent.mark_review_as_processed) item.status = "processed";
    return c.json({ comment_id: comment.id });
  });

  app.post("/v1/review/comment/list", async (c) => {
    const { limit, offset, review_id, sort_dir, filter } = await readBody(c, "CommentListRequest", listBody);
    const items = commentedItems(world, review_id, filter.sku);
    const { from = 0, to = Infinity } = excluding(filter.published_from, filter.published_to);
    const comments = items.flatMap(presentAnswers).filter(({ at }) => at >= from && at <= to);
    comments.sort((a, b) => (sort_dir === "ASC" ? a.at - b.at : b.at - a.at));
    const page = comments.slice(offset, offset + limit).map((comment) => toComment(comment, clock.now()));
    return c.json({ comments: page, offset: page.length });
  });

  app.post("/v2/review/comment/delete", async (c) => {
    const { comment_id, sku } = await readBody(c, "ReviewCommentDeleteV2Request", deleteBody);
    const { item, answer } = found(world.findAnswer("ozon", comment_id), "comment");
    if (item.itemType !== "review" || item.ozonSku !== sku)
      throw new HTTPException(404, { message: "comment not found" });
    if (answer.author !== "seller") throw new HTTPException(403, { message: "comment belongs to another user" });
    answer.deleted = true;
    return c.body(null, 200);
  });
}

function commentedItems(world: World, reviewId: string, sku: number | undefined): WorldItem[] {
  const shelf = world.shelf("ozon", "review");
  if (reviewId !== "") return [found(shelf.get(reviewId), "review")];
  if (sku === undefined) {
    const message = "Request validation error: invalid CommentListRequest: review_id or filter.sku is required";
    throw new HTTPException(400, { message });
  }
  return shelf.page({ limit: Infinity, newestFirst: false, matches: (item) => item.ozonSku === sku }).items;
}

function toComment(comment: Answer, now: number) {
  const state = moderation(comment, now);
  return {
    id: comment.id,
    text: comment.text,
    published_at: utcTime(comment.at),
    is_owner: comment.author === "seller",
    is_official: false,
    is_published: state === "live",
    is_rejected: state === "rejected",
    deviation_reason: comment.rejection ?? "",
    parent_comment_id: comment.parentId ?? "",
    likes_amount: 0,
    dislikes_amount: 0,
  };
}
