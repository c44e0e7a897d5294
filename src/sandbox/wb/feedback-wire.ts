import { DAY_MS } from "../../base/clock.ts";
import { isStarsOnly, moderation, ownAnswer, type WorldItem } from "../item.ts";
import { moscowTime } from "../wire-time.ts";
import { isEditable, productDetails } from "./wire.ts";

/** "Answered" in the API means processed, as bare stars always are (reference: WB API, GET /api/v1/feedbacks). */
export function isProcessed(item: WorldItem): boolean {
  return isStarsOnly(item) || ownAnswer(item) !== null;
}

/** A review as the lists and the single read show it. */
export function toFeedback(item: WorldItem, now: number) {
  return {
    id: item.externalId,
    text: item.text,
    pros: item.pros,
    cons: item.cons,
    productValuation: item.rating,
    createdDate: moscowTime(item.createdAt),
    answer: answerOf(item, now),
    state: isProcessed(item) ? "wbRu" : "none",
    productDetails: { ...productDetails(item), size: "44" },
    photoLinks: photoLinks(item),
    video: null,
    wasViewed: item.status !== "new",
    userName: item.clientName ?? "Покупатель",
    orderStatus: item.orderCancelled ? "rejected" : "buyout",
    matchingSize: "ok",
    isAbleSupplierFeedbackValuation: false,
    supplierFeedbackValuation: 0,
    isAbleSupplierProductValuation: false,
    supplierProductValuation: 0,
    isAbleReturnProductOrders: false,
    returnProductOrdersDate: null,
    bables: null,
    lastOrderShkId: 7_000_000_000 + item.order,
    lastOrderCreatedAt: moscowTime(item.createdAt - 7 * DAY_MS),
    color: item.product.color,
    subjectId: item.product.category.id,
    subjectName: item.product.category.name,
    parentFeedbackId: null,
    childFeedbackId: null,
  };
}

const ANSWER_STATES = { pending: "reviewRequired", live: "wbRu", rejected: "rejected" } as const;

function answerOf(item: WorldItem, now: number) {
  const answer = ownAnswer(item);
  if (answer === null) return null;
  return { text: answer.text, state: ANSWER_STATES[moderation(answer, now)], editable: isEditable(answer, now) };
}

function photoLinks({ externalId, photos }: WorldItem) {
  if (photos === 0) return null;
  return Array.from({ length: photos }, (_, index) => ({
    fullSize: `https://photos.example/wb/${externalId}/${index + 1}/fs.webp`,
    miniSize: `https://photos.example/wb/${externalId}/${index + 1}/ms.webp`,
  }));
}
