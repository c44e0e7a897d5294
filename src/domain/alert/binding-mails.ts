/** How often a person may have a mail with a code sent, to whatever address: nobody is to be flooded by it. */
import { HOUR_MS, MINUTE_MS } from "../../base/clock.ts";

/** So many within an hour, and one within a minute. */
const MOST_AN_HOUR = 5;

/**
 * @param sent when the earlier ones were asked for, Unix ms, the earliest first
 * @returns those that still count, and how long to wait before the next, ms; 0: it may go now
 */
export function nextBindingMail(sent: readonly number[], now: number): { counted: number[]; wait: number } {
  // What a clock that was ahead has written counts as of now, so that nobody waits longer than an hour.
  const counted = sent.map((at) => Math.min(at, now)).filter((at) => at > now - HOUR_MS);
  const lastFree = (counted.at(-1) ?? -Infinity) + MINUTE_MS;
  const hourFree = (counted.at(-MOST_AN_HOUR) ?? -Infinity) + HOUR_MS;
  return { counted, wait: Math.max(0, lastFree - now, hourFree - now) };
}
