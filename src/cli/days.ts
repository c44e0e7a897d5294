import { z } from "zod";
import { daysBetween } from "../domain/calendar.ts";
import { UsageError } from "../base/errors.ts";
import type { Options } from "./context.ts";

/** Business days `2026-11-24`, both included. */
export interface Days {
  from: string;
  to: string;
}

/** Two years, a leap day included. */
const MOST_DAYS = 731;

/**
 * `--date`, or `--from` and `--to` (default: today); undefined when none was given.
 * @throws UsageError
 */
export function readDays({ date, from, to }: Options, today: string): Days | undefined {
  if (date !== undefined && (from !== undefined || to !== undefined))
    throw new UsageError("give --date, or --from and --to");
  if (date === undefined && from === undefined && to === undefined) return undefined;
  if (date !== undefined) return { from: readDay(date, "--date"), to: readDay(date, "--date") };
  const first = readDay(from, "--from");
  const last = to === undefined ? today : readDay(to, "--to");
  if (last < first) throw new UsageError(`--to ${last} is before --from ${first}`);
  if (daysBetween(first, last).length > MOST_DAYS)
    throw new UsageError(`${first} to ${last} are more than two years`, { hint: "Ask for one year after the other." });
  return { from: first, to: last };
}

/** @throws UsageError */
export function readDay(word: Options[string], option: string): string {
  if (word === undefined) throw new UsageError(`${option} is missing: a day like 2026-11-24`);
  const day = String(word);
  if (z.iso.date().safeParse(day).success) return day;
  throw new UsageError(`${option} must be a day like 2026-11-24, got "${day}"`);
}
