/** How long the other side asks us to wait, as its headers say it. */
import { DAY_MS } from "../base/clock.ts";

/** A reply's headers, as far as they are needed. */
export interface ReplyHeaders {
  get(name: string): string | null;
}

const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = DAY_MS;

/** A wait that somebody else named, in milliseconds: never zero, which would be a hot loop, and never over a day. */
export function boundedWait(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** The time at the other side when it replied, Unix ms; `now` when its reply does not tell. */
export function serverTime<T extends number | null>(headers: ReplyHeaders, now: T): number | T {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? now : date;
}

/**
 * `Retry-After` in milliseconds, given in seconds or as a date (RFC 9110, 10.2.3); null without a usable one.
 * A date is compared with the other side's clock, because ours may be wrong.
 * @param now our own time, for a reply that does not tell its own; with null such a date is not usable
 */
export function retryAfter(headers: ReplyHeaders, now: number | null): number | null {
  const value = headers.get("retry-after");
  return secondsOf(value) ?? untilDate(value, serverTime(headers, now));
}

/** A header's seconds as milliseconds; null when it holds something else. */
export function secondsOf(value: string | null): number | null {
  return value !== null && /^\d{1,12}(\.\d+)?$/.test(value.trim()) ? Math.ceil(Number(value) * 1000) : null;
}

/** Milliseconds from `now` until an RFC 822 date, at least 0; null when it is no date. */
export function untilDate(value: string | null, now: number | null): number | null {
  const at = Date.parse(value ?? "");
  return Number.isNaN(at) || now === null ? null : Math.max(0, at - now);
}
