import type { Clock, Timer } from "../../src/base/clock.ts";

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Moves time on, firing every timer on the way at its own time; work that they start gets turns of the event loop. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock without any time passing: a suspend, or a hand on the clock. */
  jump(to: number): void;
  /** Timers that wait. */
  waiting(): number;
}

interface Waiting {
  at: number;
  fire: () => void;
}

export function fakeClock(start = Date.parse("2026-11-24T09:00:00Z")): FakeClock {
  // As in a real machine, timers run on a clock of their own: setting the wall clock does not move them.
  let elapsed = 0;
  let wallOffset = start;
  const timers = new Set<Waiting>();

  function add(ms: number, fire: () => void): Timer {
    const timer = { at: elapsed + Math.max(ms, 0), fire };
    timers.add(timer);
    return { cancel: () => void timers.delete(timer) };
  }

  function nextBefore(end: number): Waiting | undefined {
    const due = [...timers].filter((timer) => timer.at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => wallOffset + elapsed,
    after: add,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = add(ms, resolve);
        signal?.addEventListener("abort", () => {
          timer.cancel();
          reject(signal.reason as Error);
        });
      }),
    async advance(ms) {
      const end = elapsed + ms;
      await settle();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        timers.delete(timer);
        elapsed = Math.max(elapsed, timer.at);
        timer.fire();
        await settle();
      }
      elapsed = Math.max(elapsed, end);
      await settle();
    },
    jump: (to) => void (wallOffset = to - elapsed),
    waiting: () => timers.size,
  };
}

/** Enough turns of the event loop for commits and what follows from them; no real time. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
