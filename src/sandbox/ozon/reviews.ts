import type { Hono } from "hono";
import { z } from "zod";
import { presentAnswers, type WorldItem } from "../item.ts";
import { utcTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import {
  between,
  excluding,
  found,
  int64,
  moment,
  readBody,
  sortDirection,
  STATUSES,
  statusOf,
  toStatus,
} from "./wire.ts";

const listBody = z.object({
  limit: between(20, 100),
  last_id: z.string().default(""),
  sort_dir: sortDirection.default("ASC"),
  filters: z
    .object({
      status: z.enum(["ALL", ...STATUSES]).default("ALL"),
      order_status: z.enum(["ALL", "DELIVERED", "CANCELLED"]).default("ALL"),
      published_from: moment.optional(),
      published_to: moment.optional(),
      skus: z.array(int64).max(1000).default([]),
    })
    .prefault({}),
});
const infoBody = z.object({ review_id: z.string() });
const changeStatusBody = z.object({
  review_ids: z.array(z.string()).min(1).max(100),
  status: z.enum(STATUSES),
});

/** Reviews (reference: Ozon Seller API, /v2/review/*). */
export function mountReviews(app: Hono, world: World) {
  const shelf = world.shelf("ozon", "review");

  app.post("/v2/review/list", async (c) => {
    const { limit, last_id, sort_dir, filters } = await readBody(c, "ReviewListV2Request", listBody);
    const skus = new Set(filters.skus);
    const { items, more } = shelf.page({
      limit,
      newestFirst: sort_dir === "DESC",
      after: last_id === "" ? undefined : found(shelf.known(last_id), "last_id"),
      ...excluding(filters.published_from, filters.published_to),
      matches: (item) =>
        (filters.status === "ALL" || statusOf(item) === filters.status) &&
        (filters.order_status === "ALL" || orderStatus(item) === filters.order_status) &&
        (skus.size === 0 || skus.has(item.ozonSku)),
    });
    // The list has the sku as a string and /v2/review/info as a number, as in the official example.
    const reviews = items.map((item) => ({ ...toReview(item), sku: String(item.ozonSku) }));
    return c.json({ reviews, has_next: more, last_id: items.at(-1)?.externalId ?? "" });
  });

  app.post("/v2/review/info", async (c) => {
    const { review_id } = await readBody(c, "ReviewInfoV2Request", infoBody);
    const item = found(shelf.get(review_id), "review");
    return c.json({ ...toReview(item), likes_amount: 0, dislikes_amount: 0, photos: photos(item), videos: [] });
  });

  app.post("/v2/review/count", (c) => {
    const count = (status: string) => shelf.count((item) => statusOf(item) === status);
    return c.json({
      total: shelf.count(() => true),
      new: count("NEW"),
      viewed: count("VIEWED"),
      processed: count("PROCESSED"),
    });
  });

  app.post("/v2/review/change-status", async (c) => {
    const { review_ids, status } = await readBody(c, "ReviewChangeStatusV2Request", changeStatusBody);
    const items = review_ids.map((id) => found(shelf.get(id), "review"));
    for (const item of items) item.status = toStatus(status);
    return c.body(null, 200);
  });
}

function orderStatus(item: WorldItem): "DELIVERED" | "CANCELLED" {
  return item.orderCancelled ? "CANCELLED" : "DELIVERED";
}

function toReview(item: WorldItem) {
  return {
    id: item.externalId,
    sku: item.ozonSku,
    text: item.text,
    published_at: utcTime(item.createdAt),
    rating: item.rating,
    status: statusOf(item),
    comments_amount: presentAnswers(item).length,
    photos_amount: item.photos,
    videos_amount: 0,
    order_status: orderStatus(item),
    is_rating_participant: !item.orderCancelled,
  };
}

function photos({ externalId, photos }: WorldItem) {
  return Array.from({ length: photos }, (_, index) => ({
    url: `https://photos.example/ozon/${externalId}/${index + 1}.jpg`,
    width: 960,
    height: 1280,
  }));
}
