/** Calendar days in the business time zone: what "01:00", "yesterday" and "today" mean to a Moscow seller. */
import { DAY_MS, HOUR_MS } from "../base/clock.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const two = "2-digit";
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** A moment as documents and APIs write it: ISO-8601, UTC. */
export function iso(ms: number): string;
export function iso(ms: number | null): string | null;
export function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** What the wall clock shows at `ms`, written as if it were UTC: `2026-11-24T01:00:00`. */
export function wallTime(ms: number, timeZone: string): string {
  return new Date(ms + offsetAt(ms, timeZone)).toISOString().slice(0, 19);
}

const QUARTER_MS = 900_000;
const QUARTERS_OF_WEEK = 4 * 24 * 7;
/** Enough for the weeks of all the years that a shop may have behind it, in which few quarters are asked for. */
const MAX_OFFSETS = 5000;
const offsets = new Map<string, Map<number, number>>();

/**
 * How far the zone's wall clock is ahead of UTC, in ms. Asking for it takes much longer than all the rest, so it is
 * asked for each week, in one in which the clocks are changed for each quarter of an hour, and again only for a moment in
 * such a quarter. No zone changes its clocks twice in a week.
 */
function offsetAt(ms: number, timeZone: string): number {
  for (const quarters of [QUARTERS_OF_WEEK, 1]) {
    const first = Math.floor(ms / QUARTER_MS / quarters) * quarters;
    const offset = offsetOfQuarter(first, timeZone);
    if (offset === offsetOfQuarter(first + quarters, timeZone)) return offset;
  }
  return readOffset(ms, timeZone);
}

/** The offset at the beginning of a quarter of an hour, counted from 1970. */
function offsetOfQuarter(quarter: number, timeZone: string): number {
  let known = offsets.get(timeZone);
  if (!known) offsets.set(timeZone, (known = new Map()));
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = readOffset(quarter * QUARTER_MS, timeZone);
    if (known.size >= MAX_OFFSETS) known.clear();
    known.set(quarter, offset);
  }
  return offset;
}

function readOffset(ms: number, timeZone: string): number {
  const part: Record<string, string> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) part[type] = value;
  const { year, month, day, hour, minute, second } = part;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(ms / 1000) * 1000;
}

/** How far a zone's wall clock is ahead of UTC, and for how long: at or after `since` and before `until`, Unix ms. */
export interface ZoneOffset {
  since: number;
  until: number;
  offsetMs: number;
}

const WEEK_MS = 7 * DAY_MS;

/** The zone's offsets from `from` to `until`, the earliest first; no zone changes its clocks twice in a week. */
export function offsetsWithin(from: number, until: number, timeZone: string): ZoneOffset[] {
  const found: ZoneOffset[] = [];
  let since = from;
  let offsetMs = readOffset(from, timeZone);
  for (let low = from; low < until; low += WEEK_MS) {
    const high = Math.min(low + WEEK_MS, until);
    const next = readOffset(high, timeZone);
    if (next === offsetMs) continue;
    const change = firstBetween(low, high, (ms) => readOffset(ms, timeZone) === next);
    found.push({ since, until: change, offsetMs });
    [since, offsetMs] = [change, next];
  }
  return since < until ? [...found, { since, until, offsetMs }] : found;
}

/** The date at `ms`: `2026-11-24`. */
export function dayOf(ms: number, timeZone: string): string {
  return wallTime(ms, timeZone).slice(0, 10);
}

/** The date at `ms`, counted in days from 1970-01-01. */
export function dayNumberOf(ms: number, timeZone: string): number {
  return Date.parse(dayOf(ms, timeZone)) / DAY_MS;
}

/** First millisecond of a date that is counted in days from 1970-01-01. */
export function startOfDayNumber(day: number, timeZone: string): number {
  return startOfDay(new Date(day * DAY_MS).toISOString().slice(0, 10), timeZone);
}

/** First millisecond of a date (`2026-11-24`) in the zone, also where midnight does not exist or comes twice. */
export function startOfDay(date: string, timeZone: string): number {
  // A zone's offset is at most a day, so we search for the first instant whose local date is `date`.
  return firstMoment(Date.parse(`${date}T00:00:00Z`), (ms) => dayOf(ms, timeZone) >= date);
}

/**
 * The first moment at which the zone's wall clock shows this time of the date; when the clocks leap over it, the moment
 * of the leap.
 * @param time `09:00`, up to `24:00`
 */
export function momentOf(date: string, time: string, timeZone: string): number {
  if (time === "24:00") return momentOf(addDays(date, 1), "00:00", timeZone);
  const wanted = `${date}T${time}:00`;
  const asUtc = Date.parse(`${wanted}Z`);
  // When clocks are set back, the offset of the day before leads to the first of two such times.
  const usual = asUtc - offsetAt(asUtc - DAY_MS, timeZone);
  if (wallTime(usual, timeZone) === wanted) return usual;
  return firstMoment(asUtc, (ms) => wallTime(ms, timeZone) >= wanted);
}

/** The first millisecond within a day and two hours around that fits; each later one there fits, too. */
function firstMoment(around: number, fits: (ms: number) => boolean): number {
  return firstBetween(around - 26 * HOUR_MS, around + 26 * HOUR_MS, fits);
}

/** The first millisecond after `low`, which does not fit, that fits; `high` and each later one than the first fit, too. */
function firstBetween(low: number, high: number, fits: (ms: number) => boolean): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether the text is an existing date: `2026-11-24`, but not `2026-02-30`. */
export function isDate(word: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(word) ? Date.parse(`${word}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(word);
}

/** The date `days` after `date`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The days of the week, as people write them in a configuration, from Monday. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}

/** Half-open range [from, to) of a date in Unix ms. */
export function dayRange(date: string, timeZone: string): { from: number; to: number } {
  return { from: startOfDay(date, timeZone), to: startOfDay(addDays(date, 1), timeZone) };
}

/** The dates from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The same day of the month `months` later; the month's last day where it has no such day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** A duration in at most two units: `3d 04h`, `5m 12s`, `0.4s`. */
export function span(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${two(whole % 60)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ${two(minutes % 60)}m` : `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
