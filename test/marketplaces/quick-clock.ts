import type { Clock } from "../../src/base/clock.ts";

export const NOW = Date.parse("2026-07-15T12:00:00+03:00");
export const DAY = 86_400_000;
export const MINUTE = 60_000;

/** A clock that never waits: a sleep moves it on at once, timers fire when they are told to. */
export function quickClock(start = NOW) {
  let now = start;
  const sleeps: number[] = [];
  const timers = new Set<{ ms: number; fn: () => void }>();
  const clock: Clock = {
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
    after(ms, fn) {
      const timer = { ms, fn };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
  };
  return {
    ...clock,
    /** The durations of all sleeps, in order. */
    sleeps,
    advance: (ms: number) => void (now += ms),
    /** The delays of the timers that are set. */
    timers: () => [...timers].map(({ ms }) => ms),
    fireTimers() {
      const due = [...timers];
      timers.clear();
      for (const { fn } of due) fn();
    },
  };
}
