/** What Yandex Market sends, as far as it is needed (reference: Yandex Market Partner API). */
import { z } from "zod";
import type { PolledItem, RemoteAnswer } from "../marketplace.ts";
import type { Product } from "../products.ts";
import {
  addresses,
  listOf,
  optionalId,
  optionalText,
  optionalTime,
  optionalToldText,
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

/** A review or question as its list tells it; product and answer have to be looked up. */
export interface YmElement {
  item: Omit<PolledItem, "raw">;
  /** Direct replies of anybody; null when it is not told, as with questions. */
  replyCount: number | null;
}

const LOOKED_UP = { productName: null, brandName: null, answer: null };

const described = z
  .object({ advantages: optionalToldText, disadvantages: optionalToldText, comment: toldText })
  .nullish();

/** An element of `goods-feedback`. The description is missing when there are only stars. */
export const ymReview = z
  .object({
    feedbackId: wireNumber,
    createdAt: wireTime,
    author: optionalText,
    description: described,
    identifiers: z.object({ offerId: optionalText }).nullish().catch(null),
    media: z
      .object({ photos: addresses(z.string()), videos: addresses(z.string()) })
      .nullish()
      .catch(null),
    statistics: z.object({ rating: wireRating, commentsCount: wireCount }).nullish().catch(null),
  })
  .transform((review): YmElement => ({
    item: {
      ...LOOKED_UP,
      itemType: "review",
      externalId: review.feedbackId,
      sku: review.identifiers?.offerId ?? null,
      clientName: review.author,
      ...wordsOf({
        text: review.description?.comment ?? null,
        pros: review.description?.advantages ?? null,
        cons: review.description?.disadvantages ?? null,
      }),
      rating: review.statistics?.rating ?? null,
      photos: review.media?.photos ?? [],
      details: { videos: review.media?.videos ?? [] },
      createdAt: review.createdAt,
      orderCancelled: false,
    },
    replyCount: review.statistics?.commentsCount ?? null,
  }));

/** An element of `goods-questions`. */
export const ymQuestion = z
  .object({
    questionIdentifiers: z.object({ id: wireNumber, offerId: optionalText }),
    createdAt: wireTime,
    text: toldText,
    author: z.object({ name: optionalText }).nullish().catch(null),
  })
  .transform((question): YmElement => ({
    item: {
      ...LOOKED_UP,
      itemType: "question",
      externalId: question.questionIdentifiers.id,
      sku: question.questionIdentifiers.offerId,
      clientName: question.author?.name ?? null,
      ...wordsOf({ text: question.text }),
      rating: null,
      photos: [],
      createdAt: question.createdAt,
      orderCancelled: false,
    },
    replyCount: null,
  }));

const paging = z.object({ nextPageToken: z.string().nullish() }).nullish();

/** A page of any list; `next` is the token of the following one. */
export interface YmPage<E> {
  elements: E[];
  next: string | undefined;
}

function pageOf<E>(elements: E[], at: z.infer<typeof paging>): YmPage<E> {
  return { elements, next: at?.nextPageToken || undefined };
}

/** `goods-feedback`, its elements unparsed. */
export const ymReviews = z
  .object({ result: z.object({ feedbacks: listOf(z.unknown()), paging }) })
  .transform(({ result }) => pageOf(result.feedbacks, result.paging));

/** `goods-questions`, its elements unparsed. */
export const ymQuestions = z
  .object({ result: z.object({ questions: listOf(z.unknown()), paging }) })
  .transform(({ result }) => pageOf(result.questions, result.paging));

/** A comment on a review, or an answer to a question. */
const reply = z.object({
  id: wireId,
  text: wireText,
  parentId: optionalId,
  author: z.object({ type: z.string().nullish() }).nullish(),
  status: z.string().nullish(),
  createdAt: optionalTime.optional(),
});
export type YmReply = z.infer<typeof reply>;

/** `goods-feedback/comments`. */
export const ymComments = z
  .object({ result: z.object({ comments: listOf(reply), paging }) })
  .transform(({ result }) => pageOf(result.comments, result.paging));

/** `goods-questions/answers`. */
export const ymAnswers = z
  .object({ result: z.object({ answers: listOf(reply), paging }) })
  .transform(({ result }) => pageOf(result.answers, result.paging));

/** `goods-feedback/comments/update`: an id that cannot be read is not worth an error. */
export const ymCommented = z
  .object({ result: z.object({ id: optionalId }).nullish().catch(null) })
  .transform(({ result }) => result?.id ?? null);

/** `goods-questions/update`. */
export const ymAnswered = z
  .object({
    result: z
      .object({ entity: z.object({ id: optionalId }) })
      .nullish()
      .catch(null),
  })
  .transform(({ result }) => result?.entity.id ?? null);

/** `offer-mappings`, the products by the seller's article. */
export const ymProducts = z
  .object({
    result: z.object({
      offerMappings: readableOf(
        z.object({
          offer: z.object({
            offerId: wireId,
            name: optionalText,
            vendor: optionalText,
            pictures: addresses(z.string()),
          }),
        }),
      ),
    }),
  })
  .transform(
    ({ result }) =>
      new Map(
        result.offerMappings.map(({ offer }): [string, Product] => [
          offer.offerId,
          {
            sku: offer.offerId,
            name: offer.name,
            brand: offer.vendor,
            ...(offer.pictures.length > 0 && { photos: offer.pictures.slice(0, MOST_PICTURES) }),
          },
        ]),
      ),
  );

/** `/v2/auth/token`. */
export const ymToken = z
  .object({ result: z.object({ apiKey: z.object({ authScopes: listOf(z.string()) }) }) })
  .transform(({ result }) => result.apiKey.authScopes);

/** `/v2/campaigns`: the shops that the key reaches. */
export const ymShops = z.object({
  campaigns: readableOf(
    z.object({ business: z.object({ id: wireId, name: optionalText }), apiAvailability: optionalText }),
  ),
});

const MOST_PICTURES = 5;
const OWN_AUTHORS = ["BUSINESS", "BRAND"];
const MODERATION: Record<string, RemoteAnswer["moderation"]> = { PUBLISHED: "live", BANNED: "rejected" };

/** The seller's own answer; null when it is somebody else's, deleted, or a reply to another comment. */
export function ymOwnAnswer({ id, text, parentId, author, status, createdAt }: YmReply): RemoteAnswer | null {
  const isOwn = OWN_AUTHORS.includes(author?.type ?? "") && parentId === null && status !== "DELETED";
  if (!isOwn) return null;
  const at = typeof createdAt === "number" ? { at: createdAt } : {};
  return { text, remoteId: id, moderation: MODERATION[status ?? ""] ?? "pending", ...at };
}
