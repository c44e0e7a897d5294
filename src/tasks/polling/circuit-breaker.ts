/** The circuit breaker around polling and publishing: no attempt is spent on a marketplace that is down. */
import { tell, tellOfReturn } from "../../decisions/alerts.ts";
import { afterPollError, CIRCUIT_PAUSE_MS, circuitState, CLOSED, type Circuit } from "../../domain/circuit.ts";
import type { ItemType } from "../../domain/platform.ts";
import { MarketplaceError } from "../../base/errors.ts";
import type { TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { circuitOf, pollingState, saveCircuit } from "../../store/tables/polling-state.ts";
import type { Deps } from "../deps.ts";

/** One account and item type: each has a breaker of its own. */
export interface Circuited {
  account: string;
  itemType: ItemType;
}

/**
 * Whether a request may be made. An open circuit lets none through, except for one probe after each pause; all later
 * callers wait for its result.
 * @returns null, or until when to wait, Unix ms
 */
export function admit(tx: Tx, { clock }: Deps, about: Circuited): number | null {
  const now = clock.now();
  const circuit = circuitOf(pollingState(tx, about));
  const state = circuitState(circuit, now);
  if (state === "open") return circuit.openUntil;
  if (state === "half_open") saveCircuit(tx, about, { ...circuit, openUntil: now + CIRCUIT_PAUSE_MS });
  return null;
}

/**
 * A read that could not reach the marketplace counts like a failed poll.
 * @returns the error to throw when that has opened the circuit: it spends no attempt
 */
export function noteOutage(tx: Tx, deps: Deps, about: Circuited, error: unknown): MarketplaceError | undefined {
  if (!(error instanceof MarketplaceError) || error.code !== "marketplace.unavailable") return undefined;
  const now = deps.clock.now();
  const circuit = countFailure(tx, deps, about);
  saveCircuit(tx, about, circuit);
  if (circuit.openUntil === null) return undefined;
  return new MarketplaceError(`${error.message}; waiting for the marketplace`, {
    code: "marketplace.unavailable",
    retryable: true,
    retryAfterMs: circuit.openUntil - now,
    effect: "none",
    cause: error,
  });
}

/** The circuit after another failure; that it opens is told. */
export function countFailure(tx: Tx, deps: Deps, about: Circuited): Circuit {
  const now = deps.clock.now();
  const before = circuitOf(pollingState(tx, about));
  const circuit = afterPollError(before, now);
  const { account, itemType: item_type } = about;
  if (before.openUntil === null && circuit.openUntil !== null) {
    tell(tx, deps, { kind: "marketplace_away", account, item_type, since: now });
  }
  return circuit;
}

/** The marketplace answers: that an open circuit closes is told. */
export function noteReturn(tx: Tx, deps: Deps, about: Circuited): void {
  const { openUntil } = circuitOf(pollingState(tx, about));
  if (openUntil !== null) tellOfReturn(tx, deps, `marketplace_away:${about.account}:${about.itemType}`);
}

/** Closes the circuit after any reply, whatever a poll has seen before. */
export async function noteAnswer(deps: Deps, about: Circuited, context: TaskContext): Promise<void> {
  if (circuitOf(pollingState(deps.db, about)).consecutiveErrors === 0) return;
  await context.write((tx) => {
    noteReturn(tx, deps, about);
    saveCircuit(tx, about, CLOSED);
  });
}
