/** What the marketplace shows of an answer of ours that it has accepted. */
import { APPEARS_WITHIN_MS, hiddenFor, LOOK_AGAIN_MS } from "../domain/appearance.ts";
import type { RemoteAnswer, RemoteState } from "../marketplaces/marketplace.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { markSeen, moveItem, type Item } from "../store/tables/items.ts";
import { resolveAccepted } from "../store/tables/publish-attempts.ts";
import { forgetPastAnswer } from "../store/tables/past-answers.ts";
import { markDraft, responseOf, saveLook } from "../store/tables/responses.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { tellOfItem } from "./alerts.ts";
import { isOurs } from "./ours.ts";
import type { Parts } from "./parts.ts";

type Surroundings = Pick<Parts, "clock" | "config" | "enqueue">;

/**
 * Learns from a look at a published item. An accepted answer counts as published once it has been seen; one that is
 * not there comes back to a person, and so does one that moderation has taken down.
 */
export function learnOfStanding(tx: Tx, parts: Surroundings, item: Item, remote: RemoteState): void {
  // A buyer who deletes the item deletes our answer with it.
  if (remote.status === "gone") return;
  if (remote.status === "unanswered") return missed(tx, parts, item);
  const answers = [remote.answer, ...(remote.others ?? [])];
  const ours = answers.find((answer) => isOurs(tx, item.id, answer));
  if (ours) return seen(tx, parts, item, ours);
  if (remote.answer.text === "") return hidden(tx, parts, item, remote.answer);
  // Somebody who changes our answer in the cabinet after it was live knows what they are doing.
  if (responseOf(tx, item.id)?.moderation !== "live") giveBack(tx, parts, item, "otherAnswer");
}

function seen(tx: Tx, parts: Surroundings, item: Item, { moderation, remoteId }: RemoteAnswer): void {
  const { id, seen_at } = item;
  const now = parts.clock.now();
  if (seen_at === null) {
    markSeen(tx, id, now);
    resolveAccepted(tx, id, "found", now);
  }
  const known = responseOf(tx, id)?.remote_id ?? remoteId;
  saveLook(tx, id, { moderation, missed_at: null, remote_id: known }, now);
  if (moderation === "rejected") takeDown(tx, parts, item, "takenDown");
}

/** The marketplace says that there is an answer and does not show it: Ozon does so until its moderation has ended. */
function hidden(tx: Tx, parts: Surroundings, item: Item, answer: RemoteAnswer): void {
  const now = parts.clock.now();
  if (now - (item.published_at ?? now) > hiddenFor(item.platform)) return giveBack(tx, parts, item, "notThere");
  seen(tx, parts, item, answer);
}

/** One look that finds nothing proves little, so a second one has to agree after a while. */
function missed(tx: Tx, parts: Surroundings, item: Item): void {
  const now = parts.clock.now();
  const since = responseOf(tx, item.id)?.missed_at ?? null;
  if (since === null) return saveLook(tx, item.id, { missed_at: now }, now);
  const isDue = now - (item.published_at ?? now) >= APPEARS_WITHIN_MS;
  if (isDue && now - since >= LOOK_AGAIN_MS) giveBack(tx, parts, item, "notThere");
}

/** Our answer does not stand there, whatever was said when it was sent. */
function giveBack(tx: Tx, parts: Surroundings, item: Item, why: keyof Texts["moderation"]): void {
  resolveAccepted(tx, item.id, "absent", parts.clock.now());
  takeDown(tx, parts, item, why);
}

function takeDown(tx: Tx, parts: Surroundings, item: Item, why: keyof Texts["moderation"]): void {
  const { clock, config } = parts;
  const { id } = item;
  const now = clock.now();
  forgetPastAnswer(tx, item);
  const error = textsOf(config.locale).moderation[why];
  saveLook(tx, id, { missed_at: null }, now);
  moveItem(tx, id, "reject", now, { error_message: error, published_at: null });
  markDraft(tx, id, now, error);
  insertAudit(tx, { actor: "marketplace", action: "reject", itemId: id, after: { error } }, now);
  tellOfItem(tx, parts, id, "taken_down");
}
