/** The jobs that send approved answers: each approval has one, and an approval that has lost its job gets another. */
import { jobKey } from "../domain/job.ts";
import { MAX_PUBLISH_RETRIES } from "../domain/response.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, publishingWithoutAttempt, requireItem, sendsWithoutJob } from "../store/tables/items.ts";
import { openAttempts } from "../store/tables/publish-attempts.ts";
import { failedResponses, markApprovedAgain } from "../store/tables/responses.ts";
import type { Parts } from "./parts.ts";

/** @param runAt the job does not run before this time, Unix ms; at once when left out */
export function enqueueSend(tx: Tx, { enqueue }: Pick<Parts, "enqueue">, id: number, runAt?: number): void {
  const when = runAt === undefined ? {} : { runAt };
  enqueue(tx, "send_response", { item_id: id }, { key: jobKey("send_response", id), itemId: id, ...when });
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
