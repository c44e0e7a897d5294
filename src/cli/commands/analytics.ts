import { z } from "zod";
import { addDays, dayOf } from "../../domain/calendar.ts";
import type { JobArgs } from "../../domain/job.ts";
import { jobKey } from "../../domain/job.ts";
import { UsageError } from "../../errors.ts";
import { listAnalytics, type DayFigures } from "../../store/analytics.ts";
import type { Context, Options } from "../context.ts";
import { requireSuccess, runJob, withApp } from "../run-job.ts";
import type { Column } from "../table.ts";
import { iso } from "../times.ts";

const KIND = "calculate_daily_analytics";

export async function analytics(context: Context, options: Options): Promise<number> {
  const range = readRange(options);
  return withApp(context, async (app) => {
    const args: JobArgs[typeof KIND] = range ?? {};
    const job = await runJob(app, KIND, args, { key: jobKey(KIND, range && `${range.from}..${range.to}`) });
    requireSuccess([job]);
    const yesterday = addDays(dayOf(context.clock.now(), app.config.timezone), -1);
    const rows = listAnalytics(app.db, range?.from ?? yesterday, range?.to ?? yesterday);
    if (options["csv"]) context.print(documents(rows), () => csv(rows));
    else context.printList(rows, documents(rows), COLUMNS);
    if (rows.length === 0) context.hint(`No items of ${range ? "these days" : yesterday}.`);
  });
}

function readRange({ date, from, to }: Options): { from: string; to: string } | undefined {
  if (date !== undefined && (from !== undefined || to !== undefined))
    throw new UsageError("give --date, or --from and --to");
  if (date === undefined && from === undefined && to === undefined) return undefined;
  const first = readDay(date ?? from, "--from");
  const last = readDay(date ?? to ?? from, "--to");
  if (last < first) throw new UsageError(`--to ${last} is before --from ${first}`);
  return { from: first, to: last };
}

function readDay(word: Options[string], option: string): string {
  const day = String(word);
  if (z.iso.date().safeParse(day).success) return day;
  throw new UsageError(`${option} must be a day like 2026-11-24, got "${day}"`);
}

const COLUMNS: Column<DayFigures>[] = [
  { title: "DAY", value: (row) => row.date },
  { title: "MARKETPLACE", value: (row) => row.platform },
  { title: "BRAND", value: (row) => row.brand_id },
  { title: "ITEMS", value: (row) => row.total_items, align: "right" },
  { title: "REVIEWS", value: (row) => row.reviews_count, align: "right" },
  { title: "QUESTIONS", value: (row) => row.questions_count, align: "right" },
  { title: "+", value: (row) => row.positive_count, align: "right" },
  { title: "0", value: (row) => row.neutral_count, align: "right" },
  { title: "−", value: (row) => row.negative_count, align: "right" },
  { title: "RATING", value: (row) => row.avg_rating?.toFixed(2) ?? null, align: "right" },
  { title: "PUBLISHED", value: (row) => row.published_count, align: "right" },
  { title: "SKIPPED", value: (row) => row.skipped_count, align: "right" },
  { title: "ANSWER MIN", value: (row) => row.avg_response_min?.toFixed(1) ?? null, align: "right" },
];

function documents(rows: DayFigures[]): unknown[] {
  return rows.map((row) => ({ ...row, calculated_at: iso(row.calculated_at) }));
}

/** Numbers and ids only, so nothing has to be quoted. */
function csv(rows: DayFigures[]): string {
  const [first] = rows;
  if (!first) return "";
  const keys = Object.keys(first) as (keyof DayFigures)[];
  return [keys, ...rows.map((row) => keys.map((key) => row[key] ?? ""))].map((line) => line.join(",")).join("\n");
}
