/** How long somebody who has signed in stays signed in. */
import { DAY_MS, HOUR_MS } from "../base/clock.ts";

/** Ends after so long without use (`idle`), and after so long whatever is done (`total`), ms. */
const LIFETIMES = {
  plain: { idle: 12 * HOUR_MS, total: 7 * DAY_MS },
  remembered: { idle: 7 * DAY_MS, total: 30 * DAY_MS },
};

export interface SessionTimes {
  last_seen_at: number;
  expires_at: number;
  remembered: 0 | 1;
}

/** When a session that begins now ends even if it is used. */
export function sessionEnd(remembered: boolean, now: number): number {
  return now + LIFETIMES[remembered ? "remembered" : "plain"].total;
}

export function isOver({ last_seen_at, expires_at, remembered }: SessionTimes, now: number): boolean {
  const { idle } = LIFETIMES[remembered ? "remembered" : "plain"];
  return now >= Math.min(expires_at, last_seen_at + idle);
}
