/** What a send, and the reading before it, means for the item and its answer. */
import { dayOf } from "../../domain/calendar.ts";
import { refusalSentence } from "../../domain/failure.ts";
import type { ApprovedText, JobKind } from "../../domain/job.ts";
import type { KeyUse } from "../../domain/key-hold.ts";
import { sameAnswer } from "../../domain/same-answer.ts";
import { causeChain, InternalError, MarketplaceError, ReputationError } from "../../base/errors.ts";
import type { ItemRef, RemoteAnswer, RemoteState } from "../../marketplaces/marketplace.ts";
import { failureOf } from "../../queue/attempt.ts";
import { done, snooze, type Outcome, type TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { moveItem, type Item } from "../../store/tables/items.ts";
import * as effects from "../../store/tables/publish-attempts.ts";
import * as responses from "../../store/tables/responses.ts";
import { takeBackAutomaticSend } from "../../store/tables/automatic-sends.ts";
import { textsOf, type Texts } from "../../texts/texts.ts";
import type { Deps } from "../deps.ts";
import { noticeChange } from "../../decisions/change.ts";
import { close, type CloseReason } from "../../decisions/close.ts";
import { shownFailure } from "../../decisions/fail.ts";
import { published } from "../../decisions/published.ts";
import { refuse, type Refusal } from "../../decisions/refuse.ts";
import { isAutomatic } from "../../desk/hold-reason.ts";
import type { Circuited } from "../polling/circuit-breaker.ts";
import { refusedKey } from "./refused-key.ts";

/** One send under way. */
export interface Send {
  deps: Deps;
  item: Item;
  text: string;
  /** The version of the answer that this text is. */
  version: number;
  /** The text that was approved, when the job knows it. */
  approved: ApprovedText | undefined;
  approvedBy: string | null;
  /** Sends before this approval no longer count. */
  approvedAt: number;
  context: TaskContext;
  /** The fingerprint of the key that the send uses. */
  key: string;
}

/** What a failed send means for the item. Anything that is not surely without effect is an unknown outcome. */
export async function afterSendError(send: Send, attempt: number, error: unknown): Promise<Outcome> {
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
  if (error instanceof MarketplaceError && error.code === "marketplace.already_answered") {
    return answeredAlready(send, attempt, message);
  }
  if (error instanceof MarketplaceError && !error.retryable) {
    const shown = refusalSentence(failureOf(error), error.said)(textsOf(deps.config.locale).failures);
    return refused(send, { message, shown }, attempt);
  }
  const held = await context.write((tx) => {
    effects.recordOutcome(tx, attempt, { outcome: "not_sent", error: message }, now);
    if (isAutomatic({ approved_by: send.approvedBy })) takeBackAutomaticSend(tx, dayOf(now, deps.config.timezone));
    moveItem(tx, item.id, "defer", now);
    const refusal = refusedKey(tx, deps, item.id, useOf(send), error);
    if (!refusal) countFailure(tx, send, error);
    return refusal;
  });
  throw held ?? error;
}

/** An order to wait or to stop spends nothing; every other failure counts towards the hourly retry's limit. */
export function countFailure(tx: Tx, { deps, item, context }: Send, error: unknown): void {
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
 * Only a person can go on; an open send has been found there, refused or not.
 * @param task gives it back, when it is not the marketplace
 */
export function givenBack(send: Send, why: keyof Texts["moderation"], task?: JobKind): Outcome {
  const message = textsOf(send.deps.config.locale).moderation[why];
  return done({ status: "refused", item_id: send.item.id, reason: message }, (tx) => {
    effects.resolveAttempts(tx, send.item.id, why === "rejected" ? "found" : "absent", send.deps.clock.now());
    refuse(tx, send.deps, send.item.id, { message, shown: message, ...(task && { by: `task:${task}` }) });
  });
}

/**
 * The marketplace refuses because it holds an answer already. After an earlier send of this text that is the proof
 * that it has arrived. Otherwise somebody has just answered, and the next reading shows who; one that never shows it
 * is a person's business.
 */
function answeredAlready(send: Send, attempt: number, message: string): Outcome {
  const { deps, item, text } = send;
  const now = deps.clock.now();
  const outcome = { outcome: "refused", error: message } as const;
  const earlier = effects.attemptsOf(deps.db, item.id).filter(({ id }) => id !== attempt);
  const mayStand = earlier.find(({ outcome: end, text: sent }) => {
    return (end === "unknown" || end === "accepted") && sameAnswer(sent, text);
  });
  if (mayStand) {
    return done({ status: "published", item_id: item.id, found: true }, (tx) => {
      effects.recordOutcome(tx, attempt, outcome, now);
      effects.resolveAttempt(tx, mayStand.id, "found", now);
      published(tx, deps, item.id, { text, remoteId: null, moderation: null, seen: false });
    });
  }
  const refusals = earlier.filter((one) => one.outcome === "refused" && one.intent_at >= send.approvedAt);
  if (refusals.length >= deps.config.publish.rounds) {
    const shown = textsOf(deps.config.locale).moderation.alreadyAnswered;
    return refused(send, { message, shown }, attempt);
  }
  const until = now + deps.config.publish.recheck_after;
  return snooze(until, `the marketplace says that there is an answer (${message}); it is read again`, (tx) => {
    effects.recordOutcome(tx, attempt, outcome, now);
    moveItem(tx, item.id, "defer", now);
  });
}

/** The buyer has changed the item since the answer was written, so the answer does not fit any more. */
export function startedAgain({ deps, item }: Send, remote: RemoteState): Outcome {
  return done({ status: "changed", item_id: item.id }, (tx) => {
    const now = deps.clock.now();
    effects.resolveAttempts(tx, item.id, "absent", now);
    moveItem(tx, item.id, "defer", now);
    if (remote.status !== "gone" && remote.buyer !== null) noticeChange(tx, deps, item.id, remote.buyer);
  });
}

export function found({ deps, item, text }: Send, { remoteId, moderation }: RemoteAnswer): Outcome {
  return done({ status: "published", item_id: item.id, found: true }, (tx) => {
    published(tx, deps, item.id, { text, remoteId, moderation, seen: true });
  });
}

/** The item no longer needs an answer from us. */
export function closed({ deps, item }: Send, reason: CloseReason, attempt?: number): Outcome {
  return done({ status: "closed", item_id: item.id, reason }, (tx) => {
    const outcome = { outcome: "refused", error: reason } as const;
    if (attempt !== undefined) effects.recordOutcome(tx, attempt, outcome, deps.clock.now());
    close(tx, deps, item.id, reason);
  });
}

/** An answer that was sent several times but never seen needs a person who looks at the marketplace's own page. */
export function leaveToPerson({ item }: Send, rounds: number): never {
  throw new InternalError(`the answer was sent ${rounds} times and never appeared at the marketplace`, {
    code: "publish.never_seen",
    hint: `Look at the marketplace's cabinet, then: reputation retry ${item.id} or reputation skip ${item.id}`,
  });
}

export function circuitedBy({ account, item_type: itemType }: Item): Circuited {
  return { account, itemType };
}

export function useOf({ item, key }: Pick<Send, "item" | "key">): KeyUse {
  return { ...circuitedBy(item), work: "send", key };
}

export function refOf(item: Item): ItemRef {
  return { itemType: item.item_type, externalId: item.external_id, raw: item.raw_data };
}
