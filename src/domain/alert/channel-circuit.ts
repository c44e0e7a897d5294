/** A channel that is away is left alone for longer and longer; one message then finds out whether it is back. */
import { MINUTE_MS } from "../../base/clock.ts";

/** How a channel does. */
export interface ChannelHealth {
  /** How often in a row it did not answer. */
  failures: number;
  /** Since when, Unix ms; null while it takes messages. */
  awaySince: number | null;
  /** Nothing is tried until then, Unix ms. */
  openUntil: number | null;
}

export const FINE: ChannelHealth = { failures: 0, awaySince: null, openUntil: null };

/** As metrics tell it: `open` while nothing is tried, `half_open` once one message may find out. */
export function stateOfChannel({ failures, openUntil }: Omit<ChannelHealth, "awaySince">, now: number) {
  if (failures === 0) return "closed";
  return openUntil !== null && openUntil > now ? "open" : "half_open";
}

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * MINUTE_MS;
/** While one message finds out, the others wait for what it learns. */
const PROBE_MS = 2 * MINUTE_MS;

/** After a message that the channel did not take because it is away, or because it refuses our key. */
export function afterFailure({ failures, awaySince }: ChannelHealth, now: number): ChannelHealth {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 20), LONGEST_PAUSE_MS);
  return { failures: failures + 1, awaySince: awaySince ?? now, openUntil: now + pause };
}

/**
 * Whether a message may be tried, and until when to wait otherwise. A stored time further away than any pause was written
 * by a clock that was ahead.
 */
export function admission(health: ChannelHealth, now: number): { wait: number } | { health: ChannelHealth } {
  const { openUntil, failures } = health;
  if (openUntil !== null && openUntil > now && openUntil - now <= LONGEST_PAUSE_MS) return { wait: openUntil };
  return { health: failures === 0 ? health : { ...health, openUntil: now + PROBE_MS } };
}
