/** The circuit breaker around polling and publishing: no attempt is spent on a marketplace that is down. */
import { afterPollError, CIRCUIT_PAUSE_MS, circuitState, CLOSED } from "../../domain/circuit.ts";
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
export function noteOutage(tx: Tx, { clock }: Deps, about: Circuited, error: unknown): MarketplaceError | undefined {
  if (!(error instanceof MarketplaceError) || error.code !== "marketplace.unavailable") return undefined;
  const now = clock.now();
  const circuit = afterPollError(circuitOf(pollingState(tx, about)), now);
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

/** Closes the circuit after any reply, whatever a poll has seen before. */
export async function noteAnswer({ db }: Deps, about: Circuited, context: TaskContext): Promise<void> {
  if (circuitOf(pollingState(db, about)).consecutiveErrors === 0) return;
  await context.write((tx) => saveCircuit(tx, about, CLOSED));
}
