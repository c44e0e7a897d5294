import { systemClock, type Clock } from "../../src/base/clock.ts";

/** A clock whose time a test sets; what waits for seconds on it waits for real ones. */
export interface SetClock extends Clock {
  set(to: number): void;
}

export function setClock(start: number): SetClock {
  let time = start;
  return { ...systemClock, now: () => time, set: (to) => void (time = Math.max(time, to)) };
}
