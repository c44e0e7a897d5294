/** The period and the brand that figures are asked of. */
import type { Span } from "../desk/figures.ts";
import { addDays, dayOf } from "../domain/calendar.ts";
import { daysOf } from "./days.ts";
import { option, type Given } from "./parameters.ts";
import { day, text } from "./values.ts";

export const PERIOD = {
  from: option("--from <day>", "first day, like 2026-11-01 (default: the last 30 days)", day),
  to: option("--to <day>", "last day (default: today)", day),
  brand: option("--brand <id>", "only this brand", text),
};

const DEFAULT_DAYS = 30;

/** @param now Unix ms @throws UsageError */
export function periodOf(
  { from, to }: Pick<Given<typeof PERIOD>, "from" | "to">,
  { now, timezone }: { now: number; timezone: string },
): Span {
  const today = dayOf(now, timezone);
  return daysOf({ date: undefined, from, to }, today) ?? { from: addDays(today, 1 - DEFAULT_DAYS), to: today };
}
