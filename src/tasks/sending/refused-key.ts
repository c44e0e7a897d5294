/** What a key that the marketplace refuses means for the answers that are to be sent with it. */
import type { ReputationError } from "../../base/errors.ts";
import type { Hold } from "../../desk/hold-reason.ts";
import { keyHoldSentence } from "../../domain/failure.ts";
import type { KeyUse } from "../../domain/key-hold.ts";
import { failureOf } from "../../queue/attempt.ts";
import type { TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { keyHoldsOf } from "../../store/tables/key-holds.ts";
import { notePublishError } from "../../store/tables/responses.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Deps } from "../deps.ts";
import { keyWait, noteKeyRefused, noteKeyWorks } from "../key-hold.ts";

/** What holds the answer back; it says why it waits, as one whose sending has failed does. */
export function keyHold(tx: Tx, deps: Deps, itemId: number, use: KeyUse): Hold | undefined {
  const hold = keyWait(tx, deps, use);
  if (!hold) return undefined;
  tell(tx, deps, itemId, hold);
  return { until: hold.probe_at, reason: `the key is refused: ${hold.message}; waiting spends no attempt` };
}

/** A refused key holds all sends of its account; the answer says so. @returns the error to throw then */
export function refusedKey(
  tx: Tx,
  deps: Deps,
  itemId: number,
  use: KeyUse,
  error: unknown,
): ReputationError | undefined {
  const refusal = noteKeyRefused(tx, deps, use, error);
  if (refusal) tell(tx, deps, itemId, failureOf(error));
  return refusal;
}

/** A read has worked. Whether the key may also write is known after a publish only. */
export async function noteKeyRead(deps: Deps, use: KeyUse, context: TaskContext): Promise<void> {
  if (!keyHoldsOf(deps.db, use.account).some(({ only }) => only === null)) return;
  await context.write((tx) => noteKeyWorks(tx, deps, { ...use, work: "poll" }));
}

function tell(tx: Tx, { clock, config }: Deps, itemId: number, why: { code: string; message: string }): void {
  notePublishError(tx, itemId, keyHoldSentence(why)(textsOf(config.locale).failures), clock.now());
}
