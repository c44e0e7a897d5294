/** What Wildberries sends, as far as it is needed (reference: WB API, "Customer communication"). */
import { z } from "zod";
import type { PolledItem, RemoteAnswer } from "../marketplace.ts";
import {
  addresses,
  optionalId,
  optionalText,
  optionalTime,
  optionalToldText,
  toldText,
  webAddresses,
  wireId,
  wireRating,
  wireText,
  wireTime,
  wordsOf,
} from "../wire-fields.ts";

/** A review or question as understood. */
export interface WbElement {
  item: Omit<PolledItem, "raw">;
  /** The seller rejected the question in the cabinet: buyers do not see it, no answer is wanted. */
  withdrawn: boolean;
}

const product = z
  .object({
    nmId: optionalId,
    supplierArticle: optionalText,
    productName: optionalText,
    brandName: optionalText,
    size: optionalText,
  })
  .nullish()
  .catch(null);

/** The answer's schema is strict, because an unreadable answer must not be taken for a missing one. */
const answer = z
  .object({
    text: wireText,
    state: z.string().nullish(),
    editable: z.boolean().nullish().catch(null),
    createDate: optionalTime,
  })
  .nullish()
  .transform((value) => value ?? null);

const common = { id: wireId, createdDate: wireTime, text: toldText, productDetails: product, answer };
type Common = z.infer<z.ZodObject<typeof common>>;

/** A review, from the lists and from `/api/v1/feedback`. */
export const wbReview = z
  .object({
    ...common,
    pros: optionalToldText,
    cons: optionalToldText,
    productValuation: wireRating,
    photoLinks: addresses(
      z
        .object({ fullSize: optionalText, miniSize: optionalText })
        .transform(({ fullSize, miniSize }) => fullSize ?? miniSize ?? ""),
    ),
    video: z.object({ link: z.string() }).nullish().catch(null),
    color: optionalText,
    orderStatus: optionalText,
    userName: optionalText,
  })
  .transform((review): WbElement => ({
    item: {
      ...itemOf(review),
      itemType: "review",
      ...wordsOf(review),
      clientName: review.userName,
      rating: review.productValuation,
      orderStatus: review.orderStatus,
      orderCancelled: NOT_KEPT.includes(review.orderStatus ?? ""),
      details: {
        ...productPage(review),
        videos: webAddresses([review.video?.link ?? ""]),
        size: review.productDetails?.size ?? null,
        color: review.color,
      },
      photos: review.photoLinks,
      answer: answerOf(review, REVIEW_ANSWER_STATES[review.answer?.state ?? ""]),
    },
    withdrawn: false,
  }));

/** A question, from the list and from `/api/v1/question`. */
export const wbQuestion = z.object({ ...common, state: z.string().nullish() }).transform((question): WbElement => ({
  item: {
    ...itemOf(question),
    itemType: "question",
    ...wordsOf({ text: question.text }),
    clientName: null,
    rating: null,
    photos: [],
    details: productPage(question),
    answer: answerOf(question, question.state === "wbRu" ? "live" : "pending"),
  },
  withdrawn: question.state === "none",
}));

/** `GET /api/v1/feedbacks`, its elements unparsed. */
export const wbReviews = z
  .object({ data: z.object({ feedbacks: z.array(z.unknown()).nullable() }) })
  .transform(({ data }) => data.feedbacks ?? []);

/** `GET /api/v1/questions`, its elements unparsed. */
export const wbQuestions = z
  .object({ data: z.object({ questions: z.array(z.unknown()).nullable() }) })
  .transform(({ data }) => data.questions ?? []);

/** `GET /api/v1/seller-info`. */
export const wbSeller = z.object({ name: optionalText, tradeMark: optionalText });

/** The buyer has refused the product, or given it back (reference: WB API, `orderStatus`). */
const NOT_KEPT = ["rejected", "returned"];

function productPage({ productDetails }: Common) {
  const id = productDetails?.nmId ?? null;
  return { product_url: id === null ? null : `https://www.wildberries.ru/catalog/${id}/detail.aspx` };
}

const REVIEW_ANSWER_STATES: Record<string, RemoteAnswer["moderation"]> = { wbRu: "live", rejected: "rejected" };

function answerOf({ answer }: Common, moderation: RemoteAnswer["moderation"] = "pending"): RemoteAnswer | null {
  if (answer === null || answer.text === "") return null;
  // An edit of an answer that is not editable gets a 204 as well, and changes nothing.
  const final = answer.editable === false ? { final: true as const } : {};
  const at = answer.createDate === null ? {} : { at: answer.createDate };
  return { text: answer.text, remoteId: null, moderation, ...at, ...final };
}

function itemOf({ id, createdDate, productDetails }: Common) {
  return {
    externalId: id,
    sku: productDetails?.supplierArticle ?? productDetails?.nmId ?? null,
    ...((productDetails?.supplierArticle ?? null) === null && { foreignSku: true }),
    productName: productDetails?.productName ?? null,
    brandName: productDetails?.brandName ?? null,
    createdAt: createdDate,
    orderCancelled: false,
  };
}
