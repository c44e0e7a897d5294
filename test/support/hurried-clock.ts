import type { Clock, Timer } from "../../src/base/clock.ts";

/**
 * The most that one turn of the event loop counts for, in real milliseconds. A process that a busy machine lets wait
 * has a clock that waits, too: replies come in time however slow it is, as they do on a clock that is not hurried.
 */
const LONGEST_TURN_MS = 2;

interface Waiting {
  /** In this clock's own milliseconds since its start. */
  at: number;
  fire: () => void;
  /** Whether the process stays for it. */
  holds: boolean;
}

/** A clock that runs faster than the real one: retries and rate limits of seconds pass in fractions of one. */
export function hurriedClock(factor = 20, start = Date.now()): Clock {
  const waiting = new Set<Waiting>();
  let elapsed = 0;
  let seenAt = performance.now();
  let tick: NodeJS.Timeout | undefined;

  function pass(longest: number): void {
    const now = performance.now();
    elapsed += Math.min(now - seenAt, longest) * factor;
    seenAt = now;
  }

  function turn(): void {
    tick = undefined;
    pass(LONGEST_TURN_MS);
    const due = [...waiting].filter(({ at }) => at <= elapsed).sort((a, b) => a.at - b.at);
    for (const timer of due) if (waiting.delete(timer)) timer.fire();
    goOn();
  }

  function goOn(): void {
    if (waiting.size === 0) return;
    tick ??= setTimeout(turn, 1);
    if (![...waiting].some(({ holds }) => holds)) tick.unref();
    else tick.ref();
  }

  function add(ms: number, fire: () => void, holds: boolean): Timer {
    if (waiting.size === 0) pass(Infinity);
    const timer = { at: elapsed + Math.max(ms, 0), fire, holds };
    waiting.add(timer);
    goOn();
    return { cancel: () => void waiting.delete(timer) };
  }

  return {
    now() {
      if (waiting.size === 0) pass(Infinity);
      return Math.floor(start + elapsed);
    },
    after: (ms, fire) => add(ms, fire, false),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = add(ms, resolve, true);
        signal?.addEventListener("abort", () => {
          timer.cancel();
          reject(signal.reason as Error);
        });
      }),
  };
}
