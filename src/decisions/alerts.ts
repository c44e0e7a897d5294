/** Writes down what people are told, in the transaction that causes it; the lane `alerts` does the rest. */
import { createHash } from "node:crypto";
import type { AlertEvent } from "../domain/alert/event.ts";
import { DAY_MS, HOUR_MS } from "../base/clock.ts";
import { certain, isGrave, type Attention } from "../domain/analysis.ts";
import { buyerText } from "../domain/item.ts";
import { jobKey } from "../domain/job.ts";
import type { ItemType } from "../domain/platform.ts";
import type { Reader, Tx } from "../store/db.ts";
import { anybodyIsTold } from "../store/tables/alert-contacts.ts";
import { insertAlert, latestAlert } from "../store/tables/alerts.ts";
import { itemById, type Item } from "../store/tables/items.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import { listUsers, userByLogin } from "../store/tables/users.ts";
import { wordsBefore } from "../store/tables/audit.ts";
import type { Parts } from "./parts.ts";

export type AlertParts = Pick<Parts, "clock" | "enqueue">;

/** What a buyer wrote longer ago, before it was read here, is no news: the first start reads back a month. */
const NEWS_MS = 3 * DAY_MS;
/** Reviews with so many stars and less are told of. */
const FEW_STARS = 2;

/** Tells whoever wants to know. A repeat is harmless; while nobody has a contact, nothing is written. */
export function tell(tx: Tx, parts: AlertParts, event: AlertEvent): void {
  if (!anybodyIsTold(tx)) return;
  if (insertAlert(tx, event, parts.clock.now())) parts.enqueue(tx, "route_alerts", {}, { key: jobKey("route_alerts") });
}

/** Tells of an item that waits for a person's decision since now, when it is one of those that people want to hear of. */
export function tellOfWaiting(tx: Tx, parts: AlertParts, itemId: number): void {
  if (!anybodyIsTold(tx)) return;
  const item = itemById(tx, itemId);
  // What a rule hands on is told of to those who get it.
  if (item?.status !== "pending_review") return;
  const event = isNews(tx, item) ? newsOf(tx, item) : undefined;
  if (event) tell(tx, parts, event);
}

/** How long after it was handed on an item is told of again, when nothing else is said. */
const REMIND_MS = HOUR_MS;

/** Tells of an item that is handed on, and again when nobody has decided by then. @param remindMs null: not again */
export function tellAndRemind(
  tx: Tx,
  parts: AlertParts,
  item: Item,
  by: string,
  remindMs: number | null = REMIND_MS,
): void {
  const { clock, enqueue } = parts;
  const now = clock.now();
  cancelJobs(tx, { itemId: item.id, kinds: ["remind_handed_on"] }, now);
  if (!anybodyIsTold(tx)) return;
  tellOfHandOn(tx, parts, item, { by, again: false });
  if (remindMs === null) return;
  const key = jobKey("remind_handed_on", item.id);
  enqueue(tx, "remind_handed_on", { item_id: item.id, by }, { key, itemId: item.id, runAt: now + remindMs });
}

/** @param by who handed it on, by name */
export function tellOfHandOn(
  tx: Tx,
  parts: AlertParts,
  item: Item,
  { by, again }: { by: string; again: boolean },
): void {
  const { id, brand_id: brand, handed_to: to } = item;
  const at = parts.clock.now();
  tell(tx, parts, { kind: "handed_on", item_id: id, brand, at, user_id: userCalled(tx, to), to, by, again });
}

/** The one person of this name; null when nobody is named, or nobody or several are called so. */
export function userCalled(tx: Reader, name: string | null): number | null {
  if (name === null) return null;
  const wanted = name.toLowerCase();
  const named = listUsers(tx).filter((user) => user.off_at === null && user.name.toLowerCase() === wanted);
  const [first, second] = named;
  if (first && !second) return first.id;
  const user = userByLogin(tx, wanted);
  return user?.off_at === null ? user.id : null;
}

/** Tells of what has just become of an answer. */
export function tellOfItem(
  tx: Tx,
  parts: AlertParts,
  itemId: number,
  kind: "taken_down" | "refused" | "gave_up",
): void {
  const item = itemById(tx, itemId);
  if (item) tell(tx, parts, { kind, item_id: itemId, brand: item.brand_id, at: parts.clock.now() });
}

/** Tells that what was away is back, when it was told that it is away. @param prefix of the key of that event */
export function tellOfReturn(
  tx: Tx,
  parts: AlertParts,
  away: "ai_away" | `marketplace_away:${string}:${ItemType}`,
): void {
  if (!anybodyIsTold(tx)) return;
  const event = latestAlert(tx, `${away}:`)?.event;
  const at = parts.clock.now();
  if (event?.kind === "ai_away") tell(tx, parts, { ...event, kind: "ai_back", at });
  if (event?.kind === "marketplace_away") tell(tx, parts, { ...event, kind: "marketplace_back", at });
}

type Find = (text: string, rating: number | null) => Attention[];

/** Tells at once of words that speak of health or law; a draft may take a while. @param find what is certain by the buyer's words */
export function tellOfDanger(tx: Tx, parts: AlertParts, itemId: number, find: Find): void {
  if (!anybodyIsTold(tx)) return;
  const item = itemById(tx, itemId);
  if (item && isNews(tx, item) && isGrave(find(buyerText(item), item.rating)))
    tell(tx, parts, { kind: "danger", ...wordsOf(item) });
}

function newsOf(tx: Tx, item: Item): AlertEvent | undefined {
  const about = wordsOf(item);
  const { rating } = item;
  // What is only suspected waits in the inbox, marked as such.
  const attention = item.ai_analysis === null ? [] : certain(item.ai_analysis);
  if (attention.length > 0) return { kind: isGrave(attention) ? "danger" : "delicate", ...about };
  if (item.item_type === "question") return { kind: "question", ...about };
  const before = wordsBefore(tx, item.id)?.rating ?? null;
  if (rating !== null && before !== null && before > rating) {
    return { kind: "edited_down", ...about, from: before, to: rating };
  }
  return rating !== null && rating <= FEW_STARS ? { kind: "negative", ...about, rating } : undefined;
}

/** A change of the buyer's is news, however old the review is. */
function isNews(tx: Tx, item: Item): boolean {
  return item.fetched_at - item.created_at <= NEWS_MS || wordsBefore(tx, item.id) !== undefined;
}

function wordsOf(item: Item): { item_id: number; brand: string; words: string } {
  const words = createHash("sha256")
    .update(`${item.rating}\n${buyerText(item)}`)
    .digest("hex")
    .slice(0, 16);
  return { item_id: item.id, brand: item.brand_id, words };
}
