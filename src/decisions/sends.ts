/** The jobs that send approved answers: each approval has one, and an approval that has lost its job gets another. */
import { jobKey } from "../domain/job.ts";
import { MAX_PUBLISH_RETRIES } from "../domain/response.ts";
import type { Tx } from "../store/db.ts";
import { sendsWithoutJob } from "../store/tables/items.ts";
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
