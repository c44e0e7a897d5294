/** Times as spreadsheets and exports write them. */
import { startOfDay } from "../../domain/calendar.ts";
import { MINUTE_MS } from "../../base/clock.ts";

/**
 * `2026-11-24`, `24.11.2026 13:05`, ISO-8601; Unix ms, null for what is no time. Without a zone it is a time of the shop's.
 */
export function timeIn(cell: string, timezone: string): number | null {
  if (/[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/.test(cell)) {
    const at = Date.parse(cell);
    return Number.isNaN(at) ? null : at;
  }
  const [, y, m, d, hour = "0", minute = "0"] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d{1,2}):(\d\d).*)?$/.exec(cell) ?? turned(cell) ?? [];
  if (y === undefined || Number.isNaN(Date.parse(`${y}-${m}-${d}`))) return null;
  return startOfDay(`${y}-${m}-${d}`, timezone) + (Number(hour) * 60 + Number(minute)) * MINUTE_MS;
}

/** The day before the month, as Russians write it. */
function turned(cell: string): (string | undefined)[] | undefined {
  const [, d, m, y, hour, minute] = /^(\d\d)[./](\d\d)[./](\d{4})(?:,?\s+(\d{1,2}):(\d\d).*)?$/.exec(cell) ?? [];
  return y === undefined ? undefined : [cell, y, m, d, hour, minute];
}
