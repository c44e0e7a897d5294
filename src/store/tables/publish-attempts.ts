/** The log of sends: every send is written here before it happens, and its outcome afterwards. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { PublishAttemptsTable, PublishOutcome, Resolution } from "../schema.ts";

export type PublishAttempt = Selectable<PublishAttemptsTable>;

/** What is about to be sent, by which job. */
export interface Intent {
  itemId: number;
  jobId: number;
  text: string;
  version: number;
}

/** Records "this text is about to be sent"; it is committed before the call. */
export function insertIntent(tx: Tx, intent: Intent, now: number): number {
  const row = tx.get(
    q
      .insertInto("publish_attempts")
      .values({
        item_id: intent.itemId,
        job_id: intent.jobId,
        text: intent.text,
        intent_at: now,
        outcome: "intent",
        outcome_at: null,
        error: null,
        remote_id: null,
        resolution: null,
        resolved_at: null,
        version: intent.version,
      })
      .returning("id"),
  );
  return row?.id ?? 0;
}

export interface SendOutcome {
  outcome: Exclude<PublishOutcome, "intent">;
  error?: string;
  remoteId?: string | null;
}

export function recordOutcome(tx: Tx, id: number, { outcome, error, remoteId }: SendOutcome, now: number): void {
  const set = { outcome, outcome_at: now, error: error ?? null, remote_id: remoteId ?? null };
  tx.run(q.updateTable("publish_attempts").set(set).where("id", "=", id));
}

/** Sends whose effect is not known: the process died between intent and outcome, or the call broke off. Newest first. */
export function openAttempts(reader: Reader, itemId: number): PublishAttempt[] {
  const query = q
    .selectFrom("publish_attempts")
    .selectAll()
    .where("item_id", "=", itemId)
    .where("outcome", "in", ["intent", "unknown"])
    .where("resolution", "is", null)
    .orderBy("id", "desc");
  return reader.all(query);
}

/** Resolves all open attempts of an item. */
export function resolveAttempts(tx: Tx, itemId: number, resolution: Resolution, now: number): void {
  tx.run(
    q
      .updateTable("publish_attempts")
      .set({ resolution, resolved_at: now })
      .where("item_id", "=", itemId)
      .where("outcome", "in", ["intent", "unknown"])
      .where("resolution", "is", null),
  );
}

/** Corrects what became of one send: it has arrived although a reading did not show it. */
export function resolveAttempt(tx: Tx, id: number, resolution: Resolution, now: number): void {
  tx.run(q.updateTable("publish_attempts").set({ resolution, resolved_at: now }).where("id", "=", id));
}

/** Resolves the accepted sends of an item: the marketplace shows the answer, or it does not. */
export function resolveAccepted(tx: Tx, itemId: number, resolution: Resolution, now: number): void {
  tx.run(
    q
      .updateTable("publish_attempts")
      .set({ resolution, resolved_at: now })
      .where("item_id", "=", itemId)
      .where("outcome", "=", "accepted")
      .where("resolution", "is", null),
  );
}

/** Everything that was sent, or meant to be sent, for an item; oldest first. */
export function attemptsOf(reader: Reader, itemId: number): PublishAttempt[] {
  return reader.all(q.selectFrom("publish_attempts").selectAll().where("item_id", "=", itemId).orderBy("id"));
}

/** Counts sends since a time that were read back and not found. */
export function countAbsent(reader: Reader, itemId: number, since: number): number {
  return attemptsOf(reader, itemId).filter((attempt) => attempt.resolution === "absent" && attempt.intent_at >= since)
    .length;
}

/** Every text that may be on the marketplace as our answer: all sends except those certainly not carried out. */
export function possiblySentTexts(reader: Reader, itemId: number): string[] {
  return attemptsOf(reader, itemId)
    .filter(({ outcome }) => outcome !== "refused" && outcome !== "not_sent")
    .map(({ text }) => text);
}
