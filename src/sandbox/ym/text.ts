import { SELLER } from "../credentials.ts";
import { moderation, type Answer } from "../item.ts";

const STATUSES = { pending: "UNMODERATED", live: "PUBLISHED", rejected: "BANNED" } as const;

/** The fields that a comment on a review and an answer to a question have in common. */
export function toText(answer: Answer, now: number) {
  const mine = answer.author === "seller";
  return {
    id: Number(answer.id),
    text: answer.text,
    canModify: mine,
    author: mine ? { type: "BUSINESS", name: SELLER.name } : { type: "USER", name: "Покупатель" },
    status: STATUSES[moderation(answer, now)],
  };
}
