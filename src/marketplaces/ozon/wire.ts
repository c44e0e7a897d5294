/** What Ozon sends, as far as it is needed (reference: Ozon Seller API, reviews, questions, products). */
import { z } from "zod";
import type { PolledItem, RemoteAnswer } from "../marketplace.ts";
import type { Product } from "../products.ts";
import {
  addresses,
  listOf,
  optionalId,
  optionalText,
  optionalTime,
  readableOf,
  toldText,
  wireCount,
  wireId,
  wireNumber,
  wireRating,
  wireText,
  wireTime,
  wordsOf,
} from "../wire-fields.ts";

/** A review or question as its list tells it; product, photos and answer have to be looked up. */
export interface OzonElement {
  item: Omit<PolledItem, "raw">;
  /** Photos and videos, which only the single review shows. */
  photoCount: number;
  /** Comments or answers of anybody; null when it is not told. */
  replyCount: number | null;
}

/** The sku of a product; 0, as unfinished cards have it, is none. */
const productSku = optionalId.transform((sku) => (sku === "0" ? null : sku));

/** An element of `/v2/review/list`. */
export const ozonReview = z
  .object({
    id: wireId,
    published_at: wireTime,
    sku: productSku,
    text: toldText,
    rating: wireRating,
    order_status: optionalText,
    videos_amount: wireCount,
    photos_amount: wireCount,
    comments_amount: wireCount,
  })
  .transform((review): OzonElement => ({
    item: {
      ...itemOf(review),
      itemType: "review",
      clientName: null,
      rating: review.rating,
      orderStatus: review.order_status,
      orderCancelled: review.order_status === "CANCELLED",
    },
    photoCount: (review.photos_amount ?? 0) + (review.videos_amount ?? 0),
    replyCount: review.comments_amount,
  }));

/** An element of `/v1/question/list`. Without the sku a person has to answer it in the cabinet. */
export const ozonQuestion = z
  .object({
    id: wireId,
    published_at: wireTime,
    sku: productSku,
    text: toldText,
    author_name: optionalText,
    answers_count: wireCount,
  })
  .transform((question): OzonElement => ({
    item: {
      ...itemOf(question),
      itemType: "question",
      clientName: question.author_name,
      rating: null,
      orderCancelled: false,
    },
    photoCount: 0,
    replyCount: question.answers_count,
  }));

function itemOf(element: { id: string; published_at: number; sku: string | null; text: string | null }) {
  return {
    externalId: element.id,
    sku: element.sku,
    productName: null,
    brandName: null,
    ...wordsOf({ text: element.text }),
    photos: [],
    createdAt: element.published_at,
    answer: null,
  };
}

/** What is needed of a question to answer it. */
export const ozonSku = z.object({ sku: wireNumber });

/** A page of either list, its elements unparsed. */
export interface OzonPage {
  elements: unknown[];
  has_next?: boolean | null | undefined;
  last_id?: string | null | undefined;
}

const cursor = { has_next: z.boolean().nullish(), last_id: z.string().nullish() };
const rawList = listOf(z.unknown());

/** `/v2/review/list`, its elements unparsed. */
export const ozonReviews = z
  .object({ ...cursor, reviews: rawList })
  .transform(({ reviews, ...page }): OzonPage => ({ ...page, elements: reviews }));

/** `/v1/question/list`, its elements unparsed. */
export const ozonQuestions = z
  .object({ ...cursor, questions: rawList })
  .transform(({ questions, ...page }): OzonPage => ({ ...page, elements: questions }));

/** `/v2/review/info` and `/v1/question/info`. */
export const ozonInfo = z.object({
  status: optionalText,
  text: z.string().nullish().catch(null),
  rating: wireRating.nullish().catch(null),
  photos: addresses(z.object({ url: z.string() }).transform((photo) => photo.url)),
  videos: addresses(z.object({ url: z.string() }).transform((video) => video.url)),
});

/** `/v1/review/comment/list`. */
export const ozonComments = z.object({
  comments: listOf(
    z.object({
      id: wireId,
      text: wireText,
      is_owner: z.boolean().nullish(),
      is_published: z.boolean().nullish(),
      is_rejected: z.boolean().nullish(),
      parent_comment_id: optionalText,
      published_at: optionalTime.optional(),
    }),
  ),
});
export type OzonComment = z.infer<typeof ozonComments>["comments"][number];

/** `/v1/question/answer/list`. */
export const ozonAnswers = z.object({
  answers: listOf(
    z.object({
      id: wireId,
      text: wireText,
      author_name: optionalText,
      status_publication: z.string().nullish(),
      published_at: optionalTime.optional(),
    }),
  ),
  last_id: z.string().nullish(),
});
export type OzonAnswer = z.infer<typeof ozonAnswers>["answers"][number];

/** `/v1/review/comment/create` and `/v1/question/answer/create`: an id that cannot be read is not worth an error. */
export const ozonCreated = z.object({ comment_id: optionalId, answer_id: optionalId });

/** `/v1/seller/info`. */
export const ozonSeller = z.object({
  company: z.object({ name: optionalText, legal_name: optionalText }).nullish().catch(null),
});

/** `/v1/roles`. */
export const ozonRoles = z.object({ expires_at: optionalTime });

/** `/v3/product/info/list`. One product can be sold under several skus. */
export const ozonProducts = z.object({
  items: readableOf(
    z.object({
      id: wireId,
      name: optionalText,
      offer_id: optionalText,
      sku: optionalId,
      primary_image: addresses(z.string()),
      images: addresses(z.string()),
      sources: readableOf(z.object({ sku: optionalId })),
    }),
  ),
});

/** `/v4/product/info/attributes`. */
export const ozonAttributes = z.object({
  result: readableOf(
    z.object({
      id: wireId,
      name: optionalText,
      offer_id: optionalText,
      sku: optionalId,
      attributes: readableOf(z.object({ id: wireId, values: readableOf(z.object({ value: optionalText })) })),
    }),
  ),
});

const BRAND_ATTRIBUTE = "85";
const MOST_PICTURES = 5;

/** The products by each of their skus. A card that only the attributes show is known by its main sku. */
export function ozonProductsBySku(
  { items }: z.infer<typeof ozonProducts>,
  { result }: z.infer<typeof ozonAttributes>,
): Map<string, Product> {
  const brands = new Map(result.map((card) => [card.id, brandIn(card)]));
  const products = new Map<string, Product>();
  for (const card of result) {
    if (card.sku !== null) products.set(card.sku, { sku: card.offer_id, name: card.name, brand: brandIn(card) });
  }
  for (const { id, name, offer_id, sku, sources, primary_image, images } of items) {
    const pictures = [...new Set([...primary_image, ...images])].slice(0, MOST_PICTURES);
    const photos = pictures.length > 0 ? { photos: pictures } : {};
    const product = { sku: offer_id, name, brand: brands.get(id) ?? null, ...photos };
    for (const key of [sku, ...sources.map((source) => source.sku)]) if (key !== null) products.set(key, product);
  }
  return products;
}

function brandIn({ attributes }: z.infer<typeof ozonAttributes>["result"][number]): string | null {
  return attributes.find(({ id }) => id === BRAND_ATTRIBUTE)?.values[0]?.value ?? null;
}

/** The seller's own answer to the review, from a comment; null when it is a buyer's, or a reply to a comment. */
export function ozonCommentAnswer(comment: OzonComment): RemoteAnswer | null {
  if (comment.is_owner !== true || comment.parent_comment_id !== null) return null;
  const moderation = comment.is_rejected === true ? "rejected" : comment.is_published === true ? "live" : "pending";
  return { text: comment.text, remoteId: comment.id, moderation, ...givenAt(comment), ...finality(moderation) };
}

/**
 * The seller's own answer to the question; null when it is somebody else's. Ozon names no owner: an answer is ours if
 * it carries the seller's name or is not public (the API shows us no unpublished answers of others).
 */
export function ozonQuestionAnswer(answer: OzonAnswer, sellerNames: readonly string[]): RemoteAnswer | null {
  const isPublic = (answer.status_publication ?? "PUBLISHED") === "PUBLISHED";
  const author = answer.author_name?.toLowerCase();
  if (isPublic && !sellerNames.some((name) => name.toLowerCase() === author)) return null;
  const moderation = isPublic ? "live" : answer.status_publication === "AWAITING_MODERATION" ? "pending" : "rejected";
  return { text: answer.text, remoteId: answer.id, moderation, ...givenAt(answer), ...finality(moderation) };
}

function givenAt({ published_at }: { published_at?: number | null | undefined }): { at?: number } {
  return typeof published_at === "number" ? { at: published_at } : {};
}

/** Ozon has no way to change an answer; beside one that moderation has rejected, a new one can be written. */
function finality(moderation: RemoteAnswer["moderation"]): { final?: true } {
  return moderation === "rejected" ? {} : { final: true };
}
