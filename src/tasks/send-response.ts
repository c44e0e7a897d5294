/**
 * Publishing, the one effect that cannot be repeated:
 * intent committed → the marketplace read → sent once → outcome committed.
 * A send of unknown outcome is read back later and never blindly repeated (reference: marketplaces, publish routine).
 */
import { z } from "zod";
import { dayOf } from "../domain/calendar.ts";
import { refusalSentence } from "../domain/failure.ts";
import { can } from "../domain/item.ts";
import type { KeyUse } from "../domain/key-hold.ts";
import { sameText } from "../domain/response.ts";
import { causeChain, InternalError, MarketplaceError, ConfigError, ReputationError } from "../base/errors.ts";
import type { ItemRef, Marketplace, RemoteAnswer } from "../marketplaces/marketplace.ts";
import { failureOf } from "../queue/attempt.ts";
import { defineTask, done, snooze, type Outcome, type TaskContext } from "../queue/task.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem, type Item } from "../store/tables/items.ts";
import * as effects from "../store/tables/publish-attempts.ts";
import * as responses from "../store/tables/responses.ts";
import { answerText } from "../store/tables/responses.ts";
import { countAutomaticSend } from "../store/tables/automatic-sends.ts";
import { textsOf } from "../texts/texts.ts";
import type { Deps } from "./deps.ts";
import { fingerprintOf, noteKeyWorks, takeKeyProbe } from "./key-hold.ts";
import { keyHold, noteKeyRead, refusedKey } from "./sending/refused-key.ts";
import { close, type CloseReason } from "../decisions/close.ts";
import { failSend, shownFailure } from "../decisions/fail.ts";
import { published } from "../decisions/published.ts";
import { refuse, type Refusal } from "../decisions/refuse.ts";
import { resumeSends } from "../decisions/sends.ts";
import { holdOf, isAutomatic, type Hold } from "../desk/hold-reason.ts";
import { admit, noteAnswer, noteOutage, type Circuited } from "./polling/circuit-breaker.ts";

const KIND = "send_response";

interface Send {
  deps: Deps;
  item: Item;
  text: string;
  /** The version of the answer that this text is. */
  version: number;
  /** Sends before this approval no longer count. */
  approvedAt: number;
  context: TaskContext;
  /** The fingerprint of the key that the send uses. */
  key: string;
}

export const sendResponse = defineTask<Deps, { item_id: number }>({
  kind: KIND,
  lane: "publish",
  args: z.strictObject({ item_id: z.int() }),
  retries: 3,
  retryDelayMs: 300_000,
  async run(deps, { item_id }, context) {
    const { account, item_type: itemType } = requireItem(deps.db, item_id);
    const marketplace = deps.marketplaces.get(account);
    if (!marketplace)
      throw new ConfigError(`account ${account} is no longer in the configuration`, { code: "config.account" });
    const key = fingerprintOf(deps, account);
    const use = { account, itemType, work: "send", key } as const;
    const begun = await context.write((tx) => begin(tx, item_id, use, deps));
    // The item was approved again while this attempt still held the job's key, so it needs a new job now.
    if (!begun) return done({ status: "not_needed", item_id }, (tx) => void resumeSends(tx, deps));
    if ("reason" in begun) return snooze(begun.until, begun.reason);
    return publish({ deps, context, key, ...begun }, marketplace);
  },
  exhausted: (tx, deps, { item_id }, failure) => failSend(tx, deps, item_id, failure),
});

/**
 * Before this point a person can undo the approval or change the text; after it, exactly this text is sent.
 * @returns what holds the send back, or undefined when the item does not wait to be sent any more
 */
function begin(
  tx: Tx,
  id: number,
  use: KeyUse,
  deps: Deps,
): Hold | Pick<Send, "item" | "text" | "version" | "approvedAt"> | undefined {
  const response = responses.responseOf(tx, id);
  if (!response || !can(requireItem(tx, id).status, "publish")) return undefined;
  // A send of unknown outcome is read back even while new sends are held.
  const held = effects.openAttempts(tx, id).length === 0 ? holdOf(tx, response, deps) : undefined;
  const hold = held ?? keyHold(tx, deps, id, use) ?? awayHold(tx, deps, use);
  if (hold) return hold;
  takeKeyProbe(tx, deps, use);
  moveItem(tx, id, "publish", deps.clock.now());
  const { version, approved_at: approvedAt } = response;
  return { item: requireItem(tx, id), text: answerText(response), version, approvedAt: approvedAt ?? 0 };
}

/** Checked last, because it may use up an open circuit's only probe, which belongs to a real request. */
function awayHold(tx: Tx, deps: Deps, about: Circuited): Hold | undefined {
  const until = admit(tx, deps, about);
  return until === null ? undefined : { until, reason: "the marketplace does not answer; waiting spends no attempt" };
}

async function publish(send: Send, marketplace: Marketplace): Promise<Outcome> {
  const { deps, item, context } = send;
  const { db, clock, config } = deps;
  // A send whose outcome is open (a broken call, a process that died) may still arrive, so a read that comes too early
  // proves nothing.
  const [open] = effects.openAttempts(db, item.id);
  if (open?.outcome === "intent") return waitAfterDeath(send, open.id);
  const readAt = open ? (open.outcome_at ?? open.intent_at) + config.publish.recheck_after : 0;
  if (clock.now() < readAt) return snooze(readAt, "waiting to read back a send whose outcome is open");

  const remote = await reading(send, () => marketplace.read(refOf(item), context.signal));
  await noteAnswer(deps, circuitedBy(item), context);
  await noteKeyRead(deps, useOf(send), context);
  if (remote.status === "gone") return closed(send, "withdrawn");
  if (remote.status === "answered") {
    const { answer } = remote;
    const earlier = effects.possiblySentTexts(db, item.id).some((text) => sameText(text, answer.text));
    if (!open && sameText(answer.text, send.text) && answer.moderation === "rejected") {
      const message = textsOf(config.locale).moderation.rejected;
      return refused(send, { message, shown: message });
    }
    if (isOurs(answer, send, open, earlier)) return found(send, answer);
    // An earlier answer of our own is replaced: the buyer has changed the review, or a person has changed the text.
    if (!earlier) return closed(send, "answered_in_cabinet");
  }
  if (open) await context.write((tx) => effects.resolveAttempts(tx, item.id, "absent", clock.now()));
  const rounds = effects.countAbsent(db, item.id, send.approvedAt);
  if (rounds >= config.publish.rounds) return leaveToPerson(send, rounds);
  return sendOnce(send, marketplace, remote.status === "answered" ? remote.answer : undefined);
}

/**
 * The process died between intent and outcome. When it sent is not known: the rate limit may have held the call up long
 * after the intent was written. So the wait counts from now, when the death is noticed.
 */
function waitAfterDeath({ deps }: Send, attempt: number): Outcome {
  const now = deps.clock.now();
  const error = "the process ended before the outcome was stored";
  return snooze(now + deps.config.publish.recheck_after, `outcome unknown (${error}); it will be read back`, (tx) => {
    effects.recordOutcome(tx, attempt, { outcome: "unknown", error }, now);
  });
}

/** Reading has no effect: when it fails, the item goes back to "approved" unless an earlier send is still open. */
async function reading<T>(send: Send, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { deps, item } = send;
    if (!send.context.signal.aborted) {
      const outage = await send.context.write((tx) => {
        if (effects.openAttempts(tx, item.id).length === 0) moveItem(tx, item.id, "defer", deps.clock.now());
        const opened =
          refusedKey(tx, deps, item.id, useOf(send), error) ?? noteOutage(tx, deps, circuitedBy(item), error);
        if (!opened) countFailure(tx, send, error);
        return opened;
      });
      if (outage) throw outage;
    }
    throw error;
  }
}

async function sendOnce(send: Send, marketplace: Marketplace, earlier?: RemoteAnswer): Promise<Outcome> {
  const { deps, item, text, version, context } = send;
  const now = (): number => deps.clock.now();
  const intent = { itemId: item.id, jobId: context.jobId, text, version };
  const begun = await context.write((tx) => {
    const response = responses.responseOf(tx, item.id) ?? { approved_by: null };
    const hold = holdOf(tx, response, deps);
    if (hold) moveItem(tx, item.id, "defer", now());
    else if (isAutomatic(response)) countAutomaticSend(tx, dayOf(now(), deps.config.timezone));
    return hold ?? effects.insertIntent(tx, intent, now());
  });
  if (typeof begun !== "number") return snooze(begun.until, begun.reason);
  const attempt = begun;
  try {
    const delivery = { place: { at: null }, lastCheck: () => context.signal.throwIfAborted(), earlier };
    const { remoteId } = await marketplace.publish(refOf(item), text, context.signal, delivery);
    return done({ status: "published", item_id: item.id }, (tx) => {
      effects.recordOutcome(tx, attempt, { outcome: "accepted", remoteId }, now());
      noteKeyWorks(tx, deps, useOf(send));
      published(tx, deps, item.id, { text, remoteId, moderation: null });
    });
  } catch (error) {
    return afterSendError(send, attempt, error);
  }
}

/** What a failed send means for the item. Anything that is not surely without effect is an unknown outcome. */
async function afterSendError(send: Send, attempt: number, error: unknown): Promise<Outcome> {
  const { deps, item, context } = send;
  const now = deps.clock.now();
  const message = causeChain(error);
  const noEffect =
    error instanceof ReputationError && !(error instanceof MarketplaceError && error.effect === "unknown");
  if (!noEffect) {
    const recheck = now + deps.config.publish.recheck_after;
    return snooze(recheck, `outcome unknown (${message}); it will be read back, not sent again`, (tx) => {
      effects.recordOutcome(tx, attempt, { outcome: "unknown", error: message }, now);
    });
  }
  if (error instanceof MarketplaceError && error.code === "marketplace.not_found")
    return closed(send, "withdrawn", attempt);
  if (error instanceof MarketplaceError && !error.retryable) {
    const shown = refusalSentence(failureOf(error), error.said)(textsOf(deps.config.locale).failures);
    return refused(send, { message, shown }, attempt);
  }
  const held = await context.write((tx) => {
    effects.recordOutcome(tx, attempt, { outcome: "not_sent", error: message }, now);
    moveItem(tx, item.id, "defer", now);
    const refusal = refusedKey(tx, deps, item.id, useOf(send), error);
    if (!refusal) countFailure(tx, send, error);
    return refusal;
  });
  throw held ?? error;
}

/** An order to wait or to stop spends nothing; every other failure counts towards the hourly retry's limit. */
function countFailure(tx: Tx, { deps, item, context }: Send, error: unknown): void {
  if (context.signal.aborted || (error instanceof ReputationError && error.retryAfterMs !== undefined)) return;
  const shown = shownFailure(deps, failureOf(error), { itemId: item.id, next: "itself" });
  responses.countPublishFailure(tx, item.id, shown, deps.clock.now());
}

/** The marketplace refuses this text. */
function refused({ deps, item }: Send, refusal: Refusal, attempt?: number): Outcome {
  const { message } = refusal;
  return done({ status: "refused", item_id: item.id, reason: message }, (tx) => {
    const outcome = { outcome: "refused", error: message } as const;
    if (attempt !== undefined) effects.recordOutcome(tx, attempt, outcome, deps.clock.now());
    refuse(tx, deps, item.id, refusal);
  });
}

/**
 * The item already has an answer. It is ours if it has the same text, or if a send was open and the answer was not
 * there before (a marketplace may alter the text it shows, so the text alone does not decide).
 */
function isOurs(
  answer: RemoteAnswer,
  { text }: Send,
  open: effects.PublishAttempt | undefined,
  earlier: boolean,
): boolean {
  return sameText(answer.text, text) || (open !== undefined && !earlier);
}

function found({ deps, item, text }: Send, { remoteId, moderation }: RemoteAnswer): Outcome {
  return done({ status: "published", item_id: item.id, found: true }, (tx) => {
    published(tx, deps, item.id, { text, remoteId, moderation });
  });
}

/** The item no longer needs an answer from us. */
function closed({ deps, item }: Send, reason: CloseReason, attempt?: number): Outcome {
  return done({ status: "closed", item_id: item.id, reason }, (tx) => {
    const outcome = { outcome: "refused", error: reason } as const;
    if (attempt !== undefined) effects.recordOutcome(tx, attempt, outcome, deps.clock.now());
    close(tx, deps, item.id, reason);
  });
}

/** An answer that was sent several times but never seen needs a person who looks at the marketplace's own page. */
function leaveToPerson({ item }: Send, rounds: number): never {
  throw new InternalError(`the answer was sent ${rounds} times and never appeared at the marketplace`, {
    code: "publish.never_seen",
    hint: `Look at the marketplace's cabinet, then: reputation retry ${item.id} or reputation skip ${item.id}`,
  });
}

function circuitedBy({ account, item_type: itemType }: Item): Circuited {
  return { account, itemType };
}

function useOf({ item, key }: Pick<Send, "item" | "key">): KeyUse {
  return { ...circuitedBy(item), work: "send", key };
}

function refOf(item: Item): ItemRef {
  return { itemType: item.item_type, externalId: item.external_id, raw: item.raw_data };
}
