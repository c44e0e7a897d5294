import { UsageError } from "../base/errors.ts";
import { daysBetween } from "../domain/calendar.ts";

/** Business days `2026-11-24`, both included. */
export interface Days {
  from: string;
  to: string;
}

/** Two years, a leap day included. */
const MOST_DAYS = 731;

/** What was asked for: one day, or the first and the last. */
interface Asked {
  date: string | undefined;
  from: string | undefined;
  to: string | undefined;
}

/**
 * `--date`, or `--from` and `--to` (default: today); undefined when none was given.
 * @throws UsageError
 */
export function daysOf({ date, from, to }: Asked, today: string): Days | undefined {
  if (date !== undefined && (from !== undefined || to !== undefined))
    throw new UsageError("give --date, or --from and --to");
  if (date !== undefined) return { from: date, to: date };
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw new UsageError("--from is missing: a day like 2026-11-24");
  const last = to ?? today;
  if (last < from) throw new UsageError(`--to ${last} is before --from ${from}`);
  if (daysBetween(from, last).length > MOST_DAYS)
    throw new UsageError(`${from} to ${last} are more than two years`, { hint: "Ask for one year after the other." });
  return { from, to: last };
}
