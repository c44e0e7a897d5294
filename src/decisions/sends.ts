/** The jobs that send approved answers: each approval has one, and an approval that has lost its job gets another. */
import { createHash } from "node:crypto";
import { jobKey, type ApprovedText } from "../domain/job.ts";
import { MAX_PUBLISH_RETRIES } from "../domain/response.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, publishingWithoutAttempt, requireItem, sendsWithoutJob } from "../store/tables/items.ts";
import { openAttempts } from "../store/tables/publish-attempts.ts";
import { failedResponses, markApprovedAgain } from "../store/tables/responses.ts";
import type { Parts } from "./parts.ts";

interface SendLater {
  /** The job does not run before this time, Unix ms. */
  runAt: number;
  /** What was approved: the text as it was read before anything was written. */
  approved: ApprovedText;
}

/** @param later for an approval; without it the job runs at once */
export function enqueueSend(tx: Tx, { enqueue }: Pick<Parts, "enqueue">, id: number, later?: SendLater): void {
  const when = later && { runAt: later.runAt };
  const args = { item_id: id, ...(later && { approved: later.approved }) };
  enqueue(tx, "send_response", args, { key: jobKey("send_response", id), itemId: id, ...when });
}

export function approvedText({ text, version }: { text: string; version: number }): ApprovedText {
  return { version, sha256: createHash("sha256").update(text).digest("hex") };
}

/**
 * Whether this text may have been approved. Another version was approved again since, by its own decision; the same
 * version with another text was changed behind the program's back.
 */
export function mayBeApproved(approved: ApprovedText | undefined, now: { text: string; version: number }): boolean {
  return approved?.version !== now.version || approved.sha256 === approvedText(now).sha256;
}

/**
 * Gives a job to each item that waits to be sent but has none (after a restored backup or a lost job). Sending begins
 * with reading, so an answer that was published meanwhile is only noticed.
 * @returns the number of such items
 */
export function resumeSends(tx: Tx, parts: Pick<Parts, "enqueue">): number {
  const items = sendsWithoutJob(tx);
  for (const id of items) enqueueSend(tx, parts, id);
  return items.length;
}

/**
 * Takes an item that is being sent back to "approved", where a person can still take it back. One with a send of
 * unknown outcome stays: it may have been published.
 */
export function putBack(tx: Tx, { clock }: Pick<Parts, "clock">, id: number): void {
  if (requireItem(tx, id).status !== "publishing" || openAttempts(tx, id).length > 0) return;
  moveItem(tx, id, "defer", clock.now());
}

/** Puts back every item whose process died, or stopped, before anything was sent: nothing is running for it. */
export function putBackAbandoned(tx: Tx, parts: Pick<Parts, "clock">): void {
  for (const id of publishingWithoutAttempt(tx)) putBack(tx, parts, id);
}

/** Sends an answer again that could not be sent; its approval still holds. */
export function sendAgain(tx: Tx, parts: Pick<Parts, "clock" | "enqueue">, id: number): void {
  markApprovedAgain(tx, id, parts.clock.now());
  enqueueSend(tx, parts, id);
}

/**
 * Retries answers that could not be sent, until their failures reach the limit.
 * @returns the number of answers
 */
export function retryFailedSends(tx: Tx, parts: Pick<Parts, "clock" | "enqueue">): number {
  const items = failedResponses(tx, MAX_PUBLISH_RETRIES);
  for (const id of items) sendAgain(tx, parts, id);
  return items.length;
}
