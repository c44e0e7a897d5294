import type { Clock } from "../../src/base/clock.ts";
import { hurriedClock } from "./hurried-clock.ts";

/** A clock whose timers run, and that a test can set forward by hours. */
export interface JumpingClock extends Clock {
  jump(ms: number): void;
}

export function jumpingClock(): JumpingClock {
  const clock = hurriedClock();
  let ahead = 0;
  return { ...clock, now: () => clock.now() + ahead, jump: (ms) => void (ahead += ms) };
}
