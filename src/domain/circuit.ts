/**
 * The circuit breaker around one account and item type, without side effects. Its two numbers are stored in
 * `polling_state`.
 */
import { isToCome } from "../base/clock.ts";

export interface Circuit {
  /** The number of polls that failed in a row. */
  consecutiveErrors: number;
  /** The time until which no poll is made, Unix ms; null when the circuit is closed. */
  openUntil: number | null;
}

export type CircuitState = "closed" | "open" | "half_open";

/** The number of failed polls in a row that opens the circuit. */
export const CIRCUIT_THRESHOLD = 5;
/** How long the circuit stays open before one probe, ms. */
export const CIRCUIT_PAUSE_MS = 60_000;

export const CLOSED: Circuit = { consecutiveErrors: 0, openUntil: null };

/** The circuit's state now; `half_open` means that the pause is over and the next poll is the probe. */
export function circuitState(circuit: Circuit, now: number): CircuitState {
  if (circuit.openUntil === null) return "closed";
  return isToCome(circuit.openUntil, now, CIRCUIT_PAUSE_MS) ? "open" : "half_open";
}

/**
 * The circuit after a failed poll: it counts the failure and opens (or, after a failed probe, reopens) at the
 * threshold.
 */
export function afterPollError(circuit: Circuit, now: number): Circuit {
  const consecutiveErrors = circuit.consecutiveErrors + 1;
  const opens = consecutiveErrors >= CIRCUIT_THRESHOLD;
  return { consecutiveErrors, openUntil: opens ? now + CIRCUIT_PAUSE_MS : null };
}
