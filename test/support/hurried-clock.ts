import { systemClock, type Clock } from "../../src/base/clock.ts";

/** A clock that runs faster than the real one: retries and rate limits of seconds pass in fractions of one. */
export function hurriedClock(factor = 20): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    sleep: (ms, signal) => systemClock.sleep(Math.ceil(ms / factor), signal),
    after: (ms, fn) => systemClock.after(ms / factor, fn),
  };
}
