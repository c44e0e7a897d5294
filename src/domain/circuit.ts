/** The circuit breaker around one account and item type, pure. Its two numbers live in `polling_state`. */

export interface Circuit {
  /** Polls that failed in a row. */
  consecutiveErrors: number;
  /** Until when no poll is made, Unix ms; null: closed. */
  openUntil: number | null;
}

export type CircuitState = "closed" | "open" | "half_open";

/** Failed polls in a row that open the circuit. */
export const CIRCUIT_THRESHOLD = 5;
/** How long it stays open before one probe, milliseconds. */
export const CIRCUIT_PAUSE_MS = 60_000;

export const CLOSED: Circuit = { consecutiveErrors: 0, openUntil: null };

/** `half_open`: the pause is over, the next poll is the probe. */
export function circuitState(circuit: Circuit, now: number): CircuitState {
  if (circuit.openUntil === null) return "closed";
  const left = circuit.openUntil - now;
  // Longer than it was ever opened for: the clock has been set back since.
  return left > 0 && left <= CIRCUIT_PAUSE_MS ? "open" : "half_open";
}

/** A failed poll: counts, and opens (or, after a failed probe, opens again) once the threshold is reached. */
export function afterPollError(circuit: Circuit, now: number): Circuit {
  const consecutiveErrors = circuit.consecutiveErrors + 1;
  const opens = consecutiveErrors >= CIRCUIT_THRESHOLD;
  return { consecutiveErrors, openUntil: opens ? now + CIRCUIT_PAUSE_MS : null };
}
