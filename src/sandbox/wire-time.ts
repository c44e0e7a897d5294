import { HOUR_MS } from "../base/clock.ts";

const MOSCOW_OFFSET_MS = 3 * HOUR_MS;

/** Moscow time, with milliseconds only when they are not zero: `2024-09-26T10:20:48+03:00`. */
export function moscowTime(ms: number): string {
  return new Date(ms + MOSCOW_OFFSET_MS).toISOString().replace(".000Z", "Z").replace("Z", "+03:00");
}

/** UTC with nanoseconds, as WB writes the times of questions: `2022-02-01T11:18:08.769000000Z`. */
export function nanosecondTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000000Z");
}

/** UTC with milliseconds: `2024-10-10T07:23:55.970Z`. */
export function utcTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** The first millisecond of a day in Moscow, given as `2026-07-01`. */
export function startOfMoscowDay(date: string): number {
  return Date.parse(`${date}T00:00:00+03:00`);
}

/** The day in Moscow, `2026-07-01`. */
export function moscowDate(ms: number): string {
  return new Date(ms + MOSCOW_OFFSET_MS).toISOString().slice(0, 10);
}
