import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import { isStarsOnly, presentAnswers, type WorldItem } from "../item.ts";
import type { ShelfPage, ShelfQuery } from "../shelf.ts";
import { moscowTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { found, listOf, ok, paging, readBody, readPage, type PageQuery } from "./wire.ts";

const dateTime = z.iso.datetime({ offset: true, error: "must be a date-time" }).transform((text) => Date.parse(text));
const listBody = z.object({
  feedbackIds: listOf(z.int(), 50),
  dateTimeFrom: dateTime.optional(),
  dateTimeTo: dateTime.optional(),
  reactionStatus: z.enum(["ALL", "NEED_REACTION"]).optional(),
  ratingValues: listOf(z.int(), 5),
  offerIds: listOf(z.string(), 20),
  paid: z.boolean().optional(),
});
const skipBody = z.object({ feedbackIds: z.array(z.int()).min(1).max(50) });

const LONGEST_DAYS = 180;

/** Reviews (reference: Yandex Market Partner API, goods-feedback). */
export function mountFeedback(app: Hono, { world, clock }: { world: World; clock: Clock }) {
  const shelf = world.shelf("ym", "review");

  // In order of publication, so that a token kept from an earlier call continues with what is new.
  app.post("/v2/businesses/:businessId/goods-feedback", async (c) => {
    const page = readPage(c, { max: 50, standard: 25 });
    const filter = await readBody(c, listBody);
    const { items, more } = filter.feedbackIds
      ? namedFeedbacks(world, filter)
      : shelf.page({ ...toQuery(filter, clock.now()), limit: page.limit, after: startOf(world, page) });
    return c.json(ok({ feedbacks: items.map(toFeedback), paging: paging(more, items.at(-1)?.externalId) }));
  });

  app.post("/v2/businesses/:businessId/goods-feedback/skip-reaction", async (c) => {
    const { feedbackIds } = await readBody(c, skipBody);
    const items = feedbackIds.map((id) => found(shelf.get(String(id)), "Feedbacks not found."));
    for (const item of items) item.status = "processed";
    return c.json(ok());
  });
}

type Filter = z.infer<typeof listBody>;

function namedFeedbacks(world: World, { feedbackIds, ...others }: Filter): ShelfPage {
  if (Object.values(others).some((value) => value !== undefined && value !== null)) {
    throw new HTTPException(400, { message: "feedbackIds cannot be used with other filters" });
  }
  const items = (feedbackIds ?? []).map((id) => world.shelf("ym", "review").get(String(id)));
  return { items: items.filter((item) => item !== undefined), more: false };
}

function startOf(world: World, { after }: PageQuery): WorldItem | undefined {
  if (after === null) return undefined;
  const item = world.shelf("ym", "review").known(after);
  if (item === undefined) throw new HTTPException(400, { message: "Bad page token" });
  return item;
}

/** Both ends of the period are excluded; without them it is the last 180 days. */
function toQuery(filter: Filter, now: number): Omit<ShelfQuery, "limit" | "after"> {
  const end = filter.dateTimeTo ?? now + 1;
  const start = filter.dateTimeFrom ?? end - LONGEST_DAYS * DAY_MS;
  if (end - start > LONGEST_DAYS * DAY_MS + 1) {
    throw new HTTPException(400, { message: `Too long time period. Maximum is ${LONGEST_DAYS} days` });
  }
  return { newestFirst: false, from: start + 1, to: end - 1, matches: (item) => isWanted(item, filter) };
}

function isWanted(item: WorldItem, { reactionStatus, ratingValues, offerIds, paid }: Filter): boolean {
  if (reactionStatus === "NEED_REACTION" && item.status !== "new") return false;
  if (ratingValues && (item.rating === null || !ratingValues.includes(item.rating))) return false;
  if (offerIds && !offerIds.includes(item.product.sku)) return false;
  return paid !== true;
}

function toFeedback(item: WorldItem) {
  return {
    feedbackId: Number(item.externalId),
    createdAt: moscowTime(item.createdAt),
    // The flag means "unread": it is false once the review was opened in the cabinet, skipped or answered.
    needReaction: item.status === "new",
    identifiers: { orderId: 412_000_000 + item.order, offerId: item.product.sku },
    ...(item.clientName === null ? {} : { author: item.clientName }),
    ...description(item),
    ...media(item),
    statistics: {
      rating: item.rating,
      commentsCount: presentAnswers(item).filter(({ parentId }) => parentId === null).length,
      recommended: (item.rating ?? 0) >= 4,
      paidAmount: 0,
    },
  };
}

function description(item: WorldItem) {
  if (isStarsOnly({ ...item, photos: 0 })) return {};
  return {
    description: {
      ...(item.pros === "" ? {} : { advantages: item.pros }),
      ...(item.cons === "" ? {} : { disadvantages: item.cons }),
      ...(item.text === "" ? {} : { comment: item.text }),
    },
  };
}

function media({ externalId, photos }: WorldItem) {
  if (photos === 0) return {};
  const links = Array.from(
    { length: photos },
    (_, index) => `https://photos.example/ym/${externalId}/${index + 1}.jpg`,
  );
  return { media: { photos: links } };
}
