/** Quiet hours and digest times by the clock of the business time zone. */
import { addDays, dayOf, momentOf, wallTime } from "../calendar.ts";

/** From one time of the day until another, over midnight when `to` is not after `from`. */
interface Quiet {
  from: string;
  to: string;
}

/** The end of the quiet hours that `now` falls into, Unix ms; undefined outside of them. */
export function quietUntil(quiet: Quiet | null, now: number, timezone: string): number | undefined {
  if (quiet === null) return undefined;
  const { from, to } = quiet;
  const today = dayOf(now, timezone);
  // The night that began yesterday, and the one of today: days of 23 and 25 hours, and times that do not exist, are the
  // calendar's business.
  for (const date of [addDays(today, -1), today]) {
    const begin = momentOf(date, from, timezone);
    const end = momentOf(to > from ? date : addDays(date, 1), to, timezone);
    if (begin <= now && now < end) return end;
  }
  return undefined;
}

/** The first digest after `now`, Unix ms; undefined when there is none. @param times `09:00` */
export function nextDigest(times: readonly string[], now: number, timezone: string): number | undefined {
  if (times.length === 0) return undefined;
  const today = wallTime(now, timezone).slice(0, 10);
  const moments = [today, addDays(today, 1)].flatMap((date) => times.map((time) => momentOf(date, time, timezone)));
  return Math.min(...moments.filter((moment) => moment > now));
}
