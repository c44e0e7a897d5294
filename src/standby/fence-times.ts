/** How the former daemon and the next one keep apart, ms. */
export interface FenceTimes {
  /** How often it is looked whether there is a higher epoch. */
  lookMs: number;
  /** For how long after the beginning of a look answers may leave. */
  holdsMs: number;
  /** How long whoever has taken over sends nothing. */
  waitMs: number;
}

/** A request to a marketplace has an answer, or is given up, within this time. */
const LONGEST_REQUEST_MS = 30_000;
/** Clocks of machines run at different speeds, by some hundred parts in a million at most. */
const DRIFT_MS = 1000;

const HOLDS_MS = 10_000;
export const FENCE_TIMES: FenceTimes = {
  lookMs: 3000,
  holdsMs: HOLDS_MS,
  waitMs: HOLDS_MS + LONGEST_REQUEST_MS + DRIFT_MS,
};
