import { setTimeout as delay } from "node:timers/promises";

/** A timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as a dependency: everything that asks for the time or waits gets a clock, so that tests can drive
 * the whole program with a fake one. All values are Unix milliseconds, UTC.
 */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fn` once after `ms` (0 or less: as soon as possible). Does not keep the process alive. */
  after(ms: number, fn: () => void): Timer;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * Whether a stored time is still to come. One that is further away than any wait of its kind was written while the clock was
 * ahead, and would never come.
 */
export function isToCome(at: number, now: number, longestMs: number): boolean {
  return at > now && at - now <= longestMs;
}

/** Node's timers hold a signed 32-bit number of milliseconds; a longer delay would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0; left -= MAX_TIMER_MS) {
      // Node rejects with an AbortError of its own, but the caller wants the reason.
      await delay(Math.min(left, MAX_TIMER_MS), undefined, signal ? { signal } : undefined).catch(() =>
        signal?.throwIfAborted(),
      );
    }
  },
  after(ms, fn) {
    const timer = setTimeout(fn, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
