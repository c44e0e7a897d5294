/** Takes the next message for a contact: what waits is put off, folded or told by itself, and the intent is stored. */
import type { Message } from "../../channels/channel.ts";
import { alertMessage, summaryMessage } from "../../desk/alert-message.ts";
import { admission } from "../../domain/alert/channel-circuit.ts";
import { asksForDecision } from "../../domain/alert/event.ts";
import { dueTime, next, type Step, type SummaryHow } from "../../domain/alert/plan.ts";
import { isToCome, DAY_MS } from "../../base/clock.ts";
import { causeChain, InternalError } from "../../base/errors.ts";
import type { Tx } from "../../store/db.ts";
import { isStoreFault, storeError } from "../../store/sqlite/store-error.ts";
import { toldContact, type ToldContact } from "../../store/tables/alert-contacts.ts";
import { channelHealth, saveChannelHealth } from "../../store/tables/alert-channels.ts";
import {
  foldInto,
  foldedAlerts,
  nextDue,
  recentSingles,
  updateDeliveries,
  waitingFor,
  type WaitingAlert,
} from "../../store/tables/alert-deliveries.ts";
import { alertById, type Alert } from "../../store/tables/alerts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { Lacking, type ItemViews } from "./item-views.ts";
import { isFor, listenerAt, type Listener } from "./listener.ts";
import { renderCard, type CardOf, type Rendered } from "./render.ts";

/** A message whose intent is stored. */
export interface Taken {
  /** The delivery. */
  id: number;
  contact: ToldContact;
  message: Message;
  /** Set when the message is the card of an item. */
  card?: { about: CardOf; rendered: Rendered };
  /** The channel did not work the last time: whether it does now is asked before the message is risked. */
  isProbe: boolean;
}

type Written = Pick<Taken, "id" | "message" | "card">;

/** @returns undefined when nothing can be sent now */
export function take(tx: Tx, deps: AlertDeps, views: ItemViews, contactId: number): Taken | undefined {
  const contact = toldContact(tx, contactId);
  const now = deps.clock.now();
  if (!contact || isToCome(contact.wait_until ?? 0, now, DAY_MS)) return undefined;
  const admitted = admission(channelHealth(tx, contact.channel), now);
  if ("wait" in admitted) return undefined;
  if (dueTime(nextDue(tx, contactId) ?? Infinity, now) > now) return undefined;
  const isProbe = admitted.health.failures > 0;
  const written = write({ tx, deps, views }, contact);
  if (written && isProbe) saveChannelHealth(tx, contact.channel, admitted.health);
  return written && { ...written, contact, isProbe };
}

/** What messages are made with. */
interface Drawing {
  tx: Tx;
  deps: AlertDeps;
  views: ItemViews;
}

/** Writes the next message that can be drawn; one that cannot is given up, so that nothing waits behind it. */
function write(parts: Drawing, contact: ToldContact): Written | undefined {
  const { tx, deps } = parts;
  for (;;) {
    const step = plan(parts, contact);
    if (step === undefined) return undefined;
    const id = step.do === "single" ? step.id : foldInto(tx, contact.id, step.ids, step.how, deps.clock.now());
    const written = orGiveUp(tx, id, () =>
      step.do === "single" ? takeSingle(parts, contact, id) : takeSummary(parts, contact, { id, how: step.how }),
    );
    if (written !== undefined) return written;
  }
}

const LONGEST_ERROR = 300;

/**
 * What is stored may be damaged, or drawing it a mistake of ours: that message alone is given up, with its error.
 * @throws InternalError `store.*` when it is the database that fails
 */
function orGiveUp<T>(tx: Tx, id: number, draw: () => T): T | undefined {
  try {
    return draw();
  } catch (error) {
    if (error instanceof Lacking) throw error;
    if (isStoreFault(storeError(error, ""))) throw error;
    const why = `it cannot be drawn: ${causeChain(error)}`.slice(0, LONGEST_ERROR).toWellFormed();
    updateDeliveries(tx, [id], { state: "gave_up", error: why });
    return undefined;
  }
}

type Send = Extract<Step, { do: "single" | "summary" }>;

/** Puts off what has to wait, until something is to be sent or nothing is. */
function plan(parts: Drawing, contact: ToldContact): Send | undefined {
  const { tx, deps } = parts;
  const listener = listenerAt(tx, deps.config, contact);
  const now = deps.clock.now();
  for (;;) {
    const waiting = dropMoot(parts, listener, waitingOf(tx, contact.id, now), now);
    if (!listener) return undefined;
    const step = next(waiting, recentSingles(tx, contact.id, now), listener.settings, now, deps.config.timezone);
    if (step.do === "single" || step.do === "summary") return step;
    if (step.do !== "hold") return undefined;
    updateDeliveries(tx, step.ids, { how: step.how, due_at: step.until });
  }
}

function waitingOf(tx: Tx, contactId: number, now: number): WaitingAlert[] {
  return waitingFor(tx, contactId).map((one) => ({ ...one, dueAt: dueTime(one.dueAt, now) }));
}

/** What is decided meanwhile, and what the person may not be told any more, is over. */
function dropMoot(
  parts: Drawing,
  listener: Listener | undefined,
  waiting: WaitingAlert[],
  now: number,
): WaitingAlert[] {
  parts.views.know(waiting.flatMap(({ itemId, dueAt }) => (itemId !== null && dueAt <= now ? [itemId] : [])));
  return waiting.filter((one) => {
    if (one.dueAt > now) return true;
    const moot = orGiveUp(parts.tx, one.id, () => isMoot(parts, listener, one));
    if (moot === true) updateDeliveries(parts.tx, [one.id], { state: "moot" });
    return moot === false;
  });
}

function isMoot(
  { tx, views }: Drawing,
  listener: Listener | undefined,
  { alertId, kind, itemId }: WaitingAlert,
): boolean {
  const alert = alertById(tx, alertId);
  if (!alert || !listener || !isFor(alert, listener)) return true;
  // It is read whatever the event, so that a damaged item is found here and not in a summary of many.
  const isOpen = itemId === null || views.isOpen(tx, itemId);
  return asksForDecision(kind) && !isOpen;
}

function takeSingle({ tx, deps, views }: Drawing, contact: ToldContact, id: number): Written {
  const row = waitingFor(tx, contact.id).find((one) => one.id === id);
  const alert = row && alertById(tx, row.alertId);
  if (!alert) throw new InternalError(`the event of delivery ${id} is not there`);
  const about = cardOf(contact, alert);
  const rendered = about && renderCard(tx, deps, views, { contact, card: about });
  const version = rendered?.version ?? null;
  updateDeliveries(tx, [id], { state: "sending", how: "single", sent_at: deps.clock.now(), version });
  const plain = alertMessage(deps.config, alert, (item) => views.quote(tx, item));
  if (!rendered) return { id, message: plain };
  return { id, message: { ...plain, ...rendered.message }, card: { about, rendered } };
}

function takeSummary(
  { tx, deps, views }: Drawing,
  { channel }: ToldContact,
  { id, how }: { id: number; how: SummaryHow },
): Written {
  const about = { alerts: foldedAlerts(tx, id), how, channel };
  views.know(about.alerts.flatMap(({ item_id }) => item_id ?? []));
  return { id, message: summaryMessage(deps.config, about, (item) => views.isOpen(tx, item)) };
}

/** What asks people for a decision comes as a card; programs get the event. */
function cardOf({ channel }: ToldContact, { id, kind, item_id }: Alert): CardOf | undefined {
  if (item_id === null || channel === "webhook" || !asksForDecision(kind)) return undefined;
  return { itemId: item_id, alertId: id, shows: "" };
}
