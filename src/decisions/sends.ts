/** The jobs that send approved answers: each approval has one, and what has lost its own gets another. */
import { jobKey } from "../domain/job.ts";
import { MAX_PUBLISH_RETRIES } from "../domain/response.ts";
import type { Tx } from "../store/db.ts";
import { sendsWithoutJob } from "../store/tables/items.ts";
import { failedResponses, markApprovedAgain } from "../store/tables/responses.ts";
import type { Parts } from "./parts.ts";

/** @param runAt not before, Unix ms; at once when left out */
export function enqueueSend(tx: Tx, { enqueue }: Pick<Parts, "enqueue">, id: number, runAt?: number): void {
  const when = runAt === undefined ? {} : { runAt };
  enqueue(tx, "send_response", { item_id: id }, { key: jobKey("send_response", id), itemId: id, ...when });
}

/**
 * Items that wait to be sent but have no job for it (a restored backup, a job that was lost): each gets one. Sending
 * begins with reading, so what has been published meanwhile is only noticed.
 * @returns how many
 */
export function resumeSends(tx: Tx, parts: Pick<Parts, "enqueue">): number {
  const items = sendsWithoutJob(tx);
  for (const id of items) enqueueSend(tx, parts, id);
  return items.length;
}

/** An answer that could not be sent is sent again: its approval holds. */
export function sendAgain(tx: Tx, parts: Pick<Parts, "clock" | "enqueue">, id: number): void {
  markApprovedAgain(tx, id, parts.clock.now());
  enqueueSend(tx, parts, id);
}

/**
 * Takes up again what could not be sent, until its failures reach the limit.
 * @returns how many
 */
export function retryFailedSends(tx: Tx, parts: Pick<Parts, "clock" | "enqueue">): number {
  const items = failedResponses(tx, MAX_PUBLISH_RETRIES);
  for (const id of items) sendAgain(tx, parts, id);
  return items.length;
}
