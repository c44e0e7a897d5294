import { z } from "zod";
import { addDays, addMonths, dayOf, dayRange, daysBetween, startOfDay } from "../domain/calendar.ts";
import { defineTask, done } from "../queue/task.ts";
import { calculateDay, changedMoments, pruneAnalytics } from "../store/views/analytics.ts";
import { getMeta, setMeta } from "../store/tables/meta.ts";
import { pruneProductDays } from "../store/tables/product-days.ts";
import type { Deps } from "./deps.ts";

interface Args {
  from?: string | undefined;
  to?: string | undefined;
}

const date = z.iso.date().optional();

/** Items changed before this time (Unix ms) are in the figures. */
const THROUGH = "analytics_through";
/** How long daily figures are kept. */
export const ANALYTICS_MONTHS = 24;

/** Calculates the given days, or else yesterday and every day whose items have changed since the last run. */
export const calculateDailyAnalytics = defineTask<Deps, Args>({
  kind: "calculate_daily_analytics",
  lane: "system",
  args: z.strictObject({ from: date, to: date }),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, args, context) {
    const { clock, config } = deps;
    const startedAt = clock.now();
    const oldest = addMonths(dayOf(startedAt, config.timezone), -ANALYTICS_MONTHS);
    const days = args.from === undefined ? changedDays(deps, oldest) : daysBetween(args.from, args.to ?? args.from);
    let rows = 0;
    // Each day has its own transaction, so other writers do not wait long and finished days stay finished.
    for (const day of days) {
      context.signal.throwIfAborted();
      rows += await context.write((tx) => calculateDay(tx, day, dayRange(day, config.timezone), clock.now()));
    }
    return done({ status: "ok", date: days.at(-1) ?? null, days: days.length, rows }, (tx) => {
      if (args.from !== undefined) return;
      pruneAnalytics(tx, oldest);
      pruneProductDays(tx, startedAt);
      setMeta(tx, THROUGH, startedAt);
    });
  },
});

function changedDays({ db, clock, config }: Deps, oldest: string): string[] {
  const since = getMeta(db, THROUGH, z.number()) ?? 0;
  const yesterday = addDays(dayOf(clock.now(), config.timezone), -1);
  const moments = changedMoments(db, since, startOfDay(oldest, config.timezone));
  const changed = moments.map((ms) => dayOf(ms, config.timezone)).filter((day) => day >= oldest);
  return [...new Set([yesterday, ...changed])].sort();
}
