import { isToCome, type Clock } from "../base/clock.ts";

/** Leaves something that was late alone for a while, twice as long each further time. */
export function createRest(clock: Clock, { restMs, longestRestMs }: { restMs: number; longestRestMs: number }) {
  let [until, next] = [0, restMs];

  // A clock that was set back must not make it last for longer.
  const isOn = (): boolean => isToCome(until, clock.now(), longestRestMs);

  return {
    isOn,
    /** Of several things that were late together the first one begins it. */
    begin(): void {
      if (isOn()) return;
      until = clock.now() + next;
      next = Math.min(2 * next, longestRestMs);
    },
    /** What was in time rests as briefly as at first the next time. */
    wasInTime(): void {
      next = restMs;
    },
  };
}
