import { wallTime } from "../../src/domain/calendar.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Minutes of an hour, and the hour, or every hour. */
export interface Pattern {
  minutes: number[];
  hour: number | null;
}

export const cronOf = ({ minutes, hour }: Pattern): string => `0 ${minutes.join(",")} ${hour ?? "*"} * * *`;

/**
 * The occurrences in [from, to], found without any cron library: by looking at the wall clock every minute. One
 * time a day that comes twice counts the first time; when it does not exist it counts when the gap ends. Several minutes
 * (of an hour, of every hour) are an interval: they count as often as the wall clock shows them.
 */
export function byWallClock({ minutes, hour }: Pattern, zone: string, from: number, to: number): number[] {
  const isInterval = minutes.length > 1;
  const found = new Set<number>();
  const seen = new Set<string>();
  let before = wallTime(from - 3 * HOUR, zone);
  for (let ms = from - 3 * HOUR; ms <= to; ms += MINUTE) {
    const wall = wallTime(ms, zone);
    const [h, m] = [Number(wall.slice(11, 13)), Number(wall.slice(14, 16))];
    if (hour === null) {
      if (minutes.includes(m)) found.add(ms);
    } else {
      if (h === hour && minutes.includes(m) && (!seen.has(wall) || isInterval)) found.add(ms);
      const gap = minutes.some((minute) =>
        isBetween(before, `${wall.slice(0, 10)}T${two(hour)}:${two(minute)}:00`, wall),
      );
      if (gap && !isInterval) found.add(ms);
    }
    seen.add(wall);
    before = wall;
  }
  return [...found].filter((ms) => ms >= from && ms <= to).sort((a, b) => a - b);
}

const two = (n: number): string => String(n).padStart(2, "0");
/** The wall clock jumped over this time. */
const isBetween = (before: string, time: string, after: string): boolean => before < time && time < after;
