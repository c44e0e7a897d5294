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
  let before: string | undefined;
  for (const [ms, wall] of everyMinute(zone, from - 3 * HOUR, to)) {
    before ??= wall;
    const [h, m] = [Number(wall.slice(11, 13)), Number(wall.slice(14, 16))];
    if (hour === null) {
      if (minutes.includes(m)) found.add(ms);
    } else {
      if (h === hour && minutes.includes(m) && (!seen.has(wall) || isInterval)) found.add(ms);
      const start: string = before;
      const gap = minutes.some((minute) =>
        isBetween(start, `${wall.slice(0, 10)}T${two(hour)}:${two(minute)}:00`, wall),
      );
      if (gap && !isInterval) found.add(ms);
    }
    seen.add(wall);
    before = wall;
  }
  return [...found].filter((ms) => ms >= from && ms <= to).sort((a, b) => a - b);
}

/** What the wall clock shows, minute by minute. Where it goes on evenly for a quarter of an hour, it is asked once. */
function* everyMinute(zone: string, from: number, to: number): Generator<[ms: number, wall: string]> {
  const QUARTER = 15 * MINUTE;
  for (let start = from; start <= to; start += QUARTER) {
    const shown = asUtc(wallTime(start, zone));
    const isEven = asUtc(wallTime(start + QUARTER, zone)) - shown === QUARTER;
    for (let ms = start; ms < start + QUARTER && ms <= to; ms += MINUTE)
      yield [ms, isEven ? new Date(shown + ms - start).toISOString().slice(0, 19) : wallTime(ms, zone)];
  }
}

const asUtc = (wall: string): number => Date.parse(`${wall}Z`);
const two = (n: number): string => String(n).padStart(2, "0");
/** The wall clock jumped over this time. */
const isBetween = (before: string, time: string, after: string): boolean => before < time && time < after;
