import type { ItemType, Platform } from "../domain/platform.ts";
import type { Product } from "./catalogue.ts";

/** A text under an item: the seller's answer, or a comment of another buyer. */
export interface Answer {
  /** The marketplace's id: a UUID at Ozon, a number in digits at Yandex Market; WB shows none. */
  readonly id: string;
  readonly author: "seller" | "buyer";
  /** The answer that this one comments on; null directly under the item. */
  readonly parentId: string | null;
  /** Unix ms. */
  readonly at: number;
  text: string;
  /** When the seller changed the text, Unix ms. */
  editedAt: number | null;
  /** Why moderation refused it; null while it did not. */
  rejection: string | null;
  deleted: boolean;
  /** It stands there, but the lists lag behind and do not show it yet. */
  hidden: boolean;
}

/** One write of an answer that the marketplace acknowledged. Nothing ever leaves this list. */
interface ReceivedAnswer {
  readonly text: string;
  /** Unix ms. */
  readonly at: number;
  /** Sent as a change of an earlier answer, not as a new one. */
  readonly edit: boolean;
  readonly by: "api" | "cabinet";
}

/** A review or question as the simulated marketplace holds it. */
export interface WorldItem {
  /** The id of the sample it was made from, unique in the world. */
  readonly id: string;
  readonly platform: Platform;
  readonly itemType: ItemType;
  /** The marketplace's id, in its own form. */
  readonly externalId: string;
  /** Counts up in the order of arrival: breaks the tie between items of the same time. */
  readonly order: number;
  /** When the buyer wrote it, Unix ms. */
  readonly createdAt: number;
  readonly product: Product;
  /** Which of the card's Ozon SKUs the buyer bought. */
  readonly ozonSku: number;
  readonly clientName: string | null;
  readonly photos: number;
  /** Ozon: cancelled; Wildberries: refused at the pick-up point. */
  orderCancelled: boolean;
  text: string;
  pros: string;
  cons: string;
  /** 1–5; null for questions. */
  rating: number | null;
  /** `viewed`: somebody opened it in the cabinet; `processed`: answered, or marked as done. */
  status: "new" | "viewed" | "processed";
  /** The seller refused to answer (WB questions). */
  refused: boolean;
  /** The buyer or the marketplace took it away: no list shows it any more. */
  withdrawn: boolean;
  readonly answers: Answer[];
  readonly received: ReceivedAnswer[];
  /** When the buyer changed it, Unix ms. */
  readonly edits: number[];
}

/** A text together with the item it is under. */
export interface PlacedAnswer {
  item: WorldItem;
  answer: Answer;
}

/** How long a fresh answer waits for moderation, in ms of the sandbox's clock. */
export const MODERATION_MS = 60_000;

/** What moderation says about an answer now. */
export function moderation(answer: Answer, now: number): "pending" | "live" | "rejected" {
  if (answer.rejection !== null) return "rejected";
  const since = answer.editedAt ?? answer.at;
  return now - since < MODERATION_MS ? "pending" : "live";
}

/** Everything under the item that was not deleted, oldest first. */
export function presentAnswers(item: WorldItem): Answer[] {
  return item.answers.filter((answer) => !answer.deleted && !answer.hidden);
}

/** The seller's latest answer directly under the item, or null. */
export function ownAnswer(item: WorldItem): Answer | null {
  return (
    item.answers.findLast(
      (answer) => !answer.deleted && !answer.hidden && answer.author === "seller" && answer.parentId === null,
    ) ?? null
  );
}

/** A review of stars alone: no word and no picture. */
export function isStarsOnly(item: WorldItem): boolean {
  return item.text === "" && item.pros === "" && item.cons === "" && item.photos === 0;
}
