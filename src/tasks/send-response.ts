/**
 * Publishing, the one effect that cannot be repeated:
 * intent committed → the marketplace read → sent once → outcome committed.
 * A send of unknown outcome is read back later and never blindly repeated (reference: marketplaces, publish routine).
 */
import { z } from "zod";
import { dayOf } from "../domain/calendar.ts";
import { can } from "../domain/item.ts";
import type { JobArgs } from "../domain/job.ts";
import type { KeyUse } from "../domain/key-hold.ts";
import { ConfigError } from "../base/errors.ts";
import type { Place } from "../marketplaces/limit.ts";
import type { Marketplace, RemoteAnswer, RemoteState } from "../marketplaces/marketplace.ts";
import { defineTask, done, snooze, type Outcome } from "../queue/task.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem } from "../store/tables/items.ts";
import * as effects from "../store/tables/publish-attempts.ts";
import * as responses from "../store/tables/responses.ts";
import { answerText } from "../store/tables/responses.ts";
import { automaticSends, countAutomaticSend } from "../store/tables/automatic-sends.ts";
import type { Deps } from "./deps.ts";
import { tell } from "../decisions/alerts.ts";
import { failSend } from "../decisions/fail.ts";
import { isOurs } from "../decisions/ours.ts";
import { published } from "../decisions/published.ts";
import { mayBeApproved, putBack, resumeSends } from "../decisions/sends.ts";
import { holdOf, isAutomatic, type Hold } from "../desk/hold-reason.ts";
import { fingerprintOf, noteKeyWorks, takeKeyProbe } from "./key-hold.ts";
import { admit, noteAnswer, noteOutage, type Circuited } from "./polling/circuit-breaker.ts";
import { fenceHold } from "./sending/fence-hold.ts";
import { ageFromNow, lastCheck, type Age } from "./sending/last-check.ts";
import { meaningOf } from "./sending/meaning.ts";
import {
  afterSendError,
  circuitedBy,
  closed,
  countFailure,
  found,
  givenBack,
  leaveToPerson,
  refOf,
  startedAgain,
  useOf,
  type Send,
} from "./sending/outcome.ts";
import { keyHold, noteKeyRead, refusedKey } from "./sending/refused-key.ts";

const KIND = "send_response";

export const sendResponse = defineTask<Deps, JobArgs["send_response"]>({
  kind: KIND,
  lane: "publish",
  args: z.strictObject({
    item_id: z.int(),
    approved: z.strictObject({ version: z.int(), sha256: z.string() }).optional(),
  }),
  retries: 3,
  retryDelayMs: 300_000,
  async run(deps, { item_id, approved }, context) {
    const { account, item_type: itemType } = requireItem(deps.db, item_id);
    const marketplace = deps.marketplaces.get(account);
    if (!marketplace)
      throw new ConfigError(`account ${account} is no longer in the configuration`, { code: "config.account" });
    const key = fingerprintOf(deps, account);
    const use = { account, itemType, work: "send", key } as const;
    await deps.fence?.ready();
    const begun = await context.write((tx) => begin(tx, item_id, use, deps));
    // The item was approved again while this attempt still held the job's key, so it needs a new job now.
    if (!begun) return done({ status: "not_needed", item_id }, (tx) => void resumeSends(tx, deps));
    if ("reason" in begun) return snooze(begun.until, begun.reason);
    return publish({ deps, context, key, approved, ...begun }, marketplace);
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
): Hold | Pick<Send, "item" | "text" | "version" | "approvedBy" | "approvedAt"> | undefined {
  const response = responses.responseOf(tx, id);
  if (!response || !can(requireItem(tx, id).status, "publish")) return undefined;
  // A send of unknown outcome is read back even while new sends are held.
  const isOpen = effects.openAttempts(tx, id).length > 0;
  const held = isOpen ? undefined : (holdOf(tx, response, deps) ?? fenceHold(tx, deps));
  const hold = held ?? keyHold(tx, deps, id, use) ?? awayHold(tx, deps, use);
  if (hold) {
    putBack(tx, deps, id);
    return hold;
  }
  takeKeyProbe(tx, deps, use);
  moveItem(tx, id, "publish", deps.clock.now());
  const { version, approved_at: approvedAt, approved_by: approvedBy } = response;
  return { item: requireItem(tx, id), text: answerText(response), version, approvedBy, approvedAt: approvedAt ?? 0 };
}

/** Checked last, because it may use up an open circuit's only probe, which belongs to a real request. */
function awayHold(tx: Tx, deps: Deps, about: Circuited): Hold | undefined {
  const until = admit(tx, deps, about);
  return until === null ? undefined : { until, reason: "the marketplace does not answer; waiting spends no attempt" };
}

async function publish(send: Send, marketplace: Marketplace): Promise<Outcome> {
  const { deps, item, context } = send;
  // A send whose outcome is open (a broken call, a process that died) may still arrive, so a read that comes too early
  // proves nothing.
  const [open] = effects.openAttempts(deps.db, item.id);
  if (open?.outcome === "intent") return waitAfterDeath(send, open.id);
  const readAt = open ? (open.outcome_at ?? open.intent_at) + deps.config.publish.recheck_after : 0;
  if (deps.clock.now() < readAt) return snooze(readAt, "waiting to read back a send whose outcome is open");

  const reading = await look(send, marketplace);
  await noteAnswer(deps, circuitedBy(item), context);
  await noteKeyRead(deps, useOf(send), context);
  const { approvedBy, text } = send;
  const about = { item, text, byRule: isAutomatic({ approved_by: approvedBy }), isOpen: open !== undefined };
  const meaning = meaningOf(deps.db, about, reading.remote);
  switch (meaning.does) {
    case "close":
      return closed(send, meaning.reason);
    case "found":
      return found(send, meaning.answer);
    case "give back":
      return givenBack(send, meaning.why);
    case "start again":
      return startedAgain(send, reading.remote);
    case "send":
      return sendAgainOrOnce(send, marketplace, reading, meaning.earlier);
  }
}

/** What was read before a send: how old it is, and the place in the limit that was kept for the send before it. */
interface Reading {
  remote: RemoteState;
  place: Place;
  age: Age;
}

/** Reading has no effect: when it fails, the item goes back to "approved" unless an earlier send is still open. */
async function look(send: Send, marketplace: Marketplace): Promise<Reading> {
  const { deps, item, context } = send;
  try {
    const place = await marketplace.reserve(refOf(item), context.signal);
    let age = ageFromNow(deps.clock);
    const remote = await marketplace.read(refOf(item), context.signal, () => (age = ageFromNow(deps.clock)));
    return { place, age, remote };
  } catch (error) {
    if (context.signal.aborted) throw error;
    const outage = await context.write((tx) => {
      putBack(tx, deps, item.id);
      const opened =
        refusedKey(tx, deps, item.id, useOf(send), error) ?? noteOutage(tx, deps, circuitedBy(item), error);
      if (!opened) countFailure(tx, send, error);
      return opened;
    });
    throw outage ?? error;
  }
}

async function sendAgainOrOnce(
  send: Send,
  marketplace: Marketplace,
  reading: Reading,
  earlier: RemoteAnswer | undefined,
): Promise<Outcome> {
  const { deps, item, context } = send;
  const { db, clock, config } = deps;
  if (effects.openAttempts(db, item.id).length > 0) {
    // What stands there may be the text of the open send, which a person has changed since.
    const arrived = earlier !== undefined && isOurs(db, item.id, earlier);
    await context.write((tx) => effects.resolveAttempts(tx, item.id, arrived ? "found" : "absent", clock.now()));
  }
  const rounds = effects.countAbsent(db, item.id, send.approvedAt);
  if (rounds >= config.publish.rounds) return leaveToPerson(send, rounds);
  return sendOnce(send, marketplace, reading, earlier);
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

async function sendOnce(
  send: Send,
  marketplace: Marketplace,
  { place, age }: Reading,
  earlier: RemoteAnswer | undefined,
): Promise<Outcome> {
  const { deps, item, text, version, approved, context } = send;
  if (!mayBeApproved(approved, { text, version })) return givenBack(send, "swapped", KIND);
  const now = (): number => deps.clock.now();
  const intent = { itemId: item.id, jobId: context.jobId, text, version };
  const begun = await context.write((tx) => {
    const response = responses.responseOf(tx, item.id) ?? { approved_by: null };
    const hold = holdOf(tx, response, deps) ?? fenceHold(tx, deps);
    if (hold) moveItem(tx, item.id, "defer", now());
    else if (isAutomatic(response)) countSend(tx, deps);
    return hold ?? effects.insertIntent(tx, intent, now());
  });
  if (typeof begun !== "number") return snooze(begun.until, begun.reason);
  const delivery = { place, lastCheck: lastCheck(context, age, deps.fence), earlier };
  try {
    const { remoteId } = await marketplace.publish(refOf(item), text, context.signal, delivery);
    return done({ status: "published", item_id: item.id }, (tx) => {
      effects.recordOutcome(tx, begun, { outcome: "accepted", remoteId }, now());
      noteKeyWorks(tx, deps, useOf(send));
      published(tx, deps, item.id, { text, remoteId, moderation: null, seen: false });
    });
  } catch (error) {
    return afterSendError(send, begun, error);
  }
}

/** An answer leaves by a rule; that the day has had enough of them is told. */
function countSend(tx: Tx, deps: Deps): void {
  const { daily_cap: cap } = deps.config.approval;
  const day = dayOf(deps.clock.now(), deps.config.timezone);
  countAutomaticSend(tx, day);
  if (automaticSends(tx, day) >= cap) tell(tx, deps, { kind: "daily_cap", day, cap });
}
