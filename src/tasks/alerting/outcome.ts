/** What becomes of a message after its attempt. */
import { ChannelError } from "../../channels/channel.ts";
import { DAY_MS } from "../../base/clock.ts";
import { isMessenger } from "../../decisions/contacts.ts";
import { tell } from "../../decisions/alerts.ts";
import { afterFailure, FINE } from "../../domain/alert/channel-circuit.ts";
import { jobKey } from "../../domain/job.ts";
import type { Tx } from "../../store/db.ts";
import { staleCards } from "../../store/tables/alert-cards.ts";
import { toldContacts, updateContact, type ToldContact } from "../../store/tables/alert-contacts.ts";
import { channelHealth, saveChannelHealth } from "../../store/tables/alert-channels.ts";
import {
  deliveryById,
  giveUpWaiting,
  interrupted,
  putBack,
  updateDeliveries,
} from "../../store/tables/alert-deliveries.ts";
import { hurryJob } from "../../store/tables/job-changes.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { comeBack } from "./come-back.ts";
import { rememberCard } from "./draw-card.ts";
import type { Taken } from "./take.ts";

/** A message that may have arrived is sent again so often at most. */
const MOST_TRIES = 5;
const SHORTEST_WAIT_MS = 1000;

/** A process died between the intent and its outcome: the message may have left, and leaves again. */
export function putBackInterrupted(tx: Tx, contactId: number): void {
  for (const delivery of interrupted(tx, contactId)) putBack(tx, delivery, { mayStand: true });
}

/** @returns whether the next message may be tried at once */
export function learn(tx: Tx, deps: AlertDeps, { id, contact, card }: Taken, result: string | ChannelError): boolean {
  const now = deps.clock.now();
  const delivery = deliveryById(tx, id);
  if (!delivery) return true;
  if (!(result instanceof ChannelError)) {
    updateDeliveries(tx, [id], { state: "sent", message_id: result, sent_at: now, error: null });
    updateContact(tx, contact.id, { last_sent_at: now, wait_until: null });
    if (card && isMessenger(contact.channel)) rememberCard(tx, deps, { contact, ...card, messageId: result });
    works(tx, deps, contact);
    return true;
  }
  const { kind, message: error } = result;
  switch (kind) {
    case "refused":
      updateDeliveries(tx, [id], { state: "gave_up", error });
      return true;
    case "unknown":
      if (delivery.tries + 1 >= MOST_TRIES) updateDeliveries(tx, [id], { state: "gave_up", error });
      else putBack(tx, delivery, { mayStand: true });
      return isAway(tx, deps, contact, result);
    case "moved":
      putBack(tx, delivery, { mayStand: false });
      if (result.movedTo === undefined) return switchOff(tx, deps, contact, error);
      updateContact(tx, contact.id, { address: result.movedTo });
      return true;
    case "gone":
      putBack(tx, delivery, { mayStand: false });
      return switchOff(tx, deps, contact, error);
    case "busy":
      putBack(tx, delivery, { mayStand: false });
      updateContact(tx, contact.id, { wait_until: now + waitOf(result) });
      return false;
    case "away":
    case "key":
      putBack(tx, delivery, { mayStand: false });
      return isAway(tx, deps, contact, result);
  }
}

/** A service that asks for years, or for nothing, is not taken at its word. */
function waitOf({ retryAfterMs }: ChannelError): number {
  return Math.min(Math.max(retryAfterMs ?? 0, SHORTEST_WAIT_MS), DAY_MS);
}

/** Whoever waited for this channel is told now, and cards that could not be edited are. */
function works(tx: Tx, deps: AlertDeps, { channel }: ToldContact): void {
  const { failures } = channelHealth(tx, channel);
  saveChannelHealth(tx, channel, FINE, { error: null, error_kind: null, last_sent_at: deps.clock.now() });
  if (failures === 0) return;
  for (const contact of toldContacts(tx)) if (contact.channel === channel) comeBack(tx, deps, contact);
  for (const id of staleCards(tx)) hurryJob(tx, jobKey("draw_card", id), deps.clock.now());
}

function isAway(tx: Tx, deps: AlertDeps, { channel }: ToldContact, { kind, message }: ChannelError): false {
  const now = deps.clock.now();
  const before = channelHealth(tx, channel);
  saveChannelHealth(tx, channel, afterFailure(before, now), { error: message, error_kind: kind });
  if (kind === "key" && before.failures === 0) tell(tx, deps, { kind: "channel_refused", channel, at: now });
  return false;
}

/** There is nobody at this address any more; the person hears of it on their other channels. */
function switchOff(tx: Tx, deps: AlertDeps, { id, channel, user_id }: ToldContact, reason: string): false {
  const now = deps.clock.now();
  updateContact(tx, id, { state: "off", off_reason: reason, off_at: now });
  giveUpWaiting(tx, id, reason);
  tell(tx, deps, { kind: "channel_off", channel, contact_id: id, user_id, at: now });
  return false;
}
