import type { App } from "../../app.ts";
import { addDays, dayOf, daysBetween, iso, startOfDay } from "../../domain/calendar.ts";
import { jobKey, type JobArgs } from "../../domain/job.ts";
import { figuresOf, listAnalytics, type DayFigures, type Figures } from "../../store/views/analytics.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { daysOf, type Days } from "../days.ts";
import { requireSuccess } from "../job-outcome.ts";
import { flag, option } from "../parameters.ts";
import { recordExport } from "../record-export.ts";
import { runJob, withApp } from "../run-job.ts";
import { csvHead, csvLine } from "../../desk/export/csv.ts";
import { sparkline } from "../../base/sparkline.ts";
import { listText, printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { day } from "../values.ts";
import { top } from "./analytics-top.ts";

const KIND = "calculate_daily_analytics";
/** How far back the bars of a shorter period go. */
const TREND_DAYS = 30;

export const analytics = command({
  name: "analytics",
  summary: "Calculates and shows the daily figures.",
  examples: ["reputation analytics", "reputation analytics --from 2026-11-01 --to 2026-11-30 --csv > november.csv"],
  takes: {
    date: option("--date <day>", "one day, like 2026-11-24 (default: yesterday and every day that has changed)", day),
    from: option("--from <day>", "first day", day),
    to: option("--to <day>", "last day (default: today)", day),
    csv: flag("--csv", "a line per day, for spreadsheets: semicolons, decimal commas"),
  },
  commands: [top],
  async run(context, { csv: asCsv, ...asked }) {
    return withApp(context, async (app) => {
      const today = dayOf(context.clock.now(), app.config.timezone);
      const days = daysOf(asked, today);
      const args: JobArgs[typeof KIND] = days ? { ...days } : {};
      const job = await runJob(app, KIND, args, { key: jobKey(KIND, days && `${days.from}..${days.to}`) });
      requireSuccess([job]);
      const shown = days ?? { from: addDays(today, -1), to: addDays(today, -1) };
      const rows = listAnalytics(app.db, shown.from, shown.to);
      if (asCsv) {
        const taken = {
          list: "figures",
          format: context.globals.json ? "json" : "csv",
          filters: { since: shown.from, until: shown.to },
        } as const;
        await recordExport(context, app.decisions, { ...taken, count: rows.length });
      }
      if (asCsv) context.print(rows.map(dayDocument), () => csv(rows));
      else if (context.io.stdout.isTTY && !context.globals.json) context.print(null, () => period(app, shown, context));
      else printList(context, rows, rows.map(dayDocument), COLUMNS);
      if (rows.length === 0) context.hint(`No items of ${days ? "these days" : shown.from}.`);
    });
  },
});

/** A day's row as `--json` prints it: the shares are of the items that were not skipped, 0–1. */
function dayDocument(row: DayFigures): Record<keyof DayFigures, string | number | null> & Shares {
  return { ...row, ...shares(row), calculated_at: iso(row.calculated_at) };
}

interface Shares {
  within_30m_share: number | null;
  within_day_share: number | null;
}

function shares({ total_items, skipped_count, within_30m_count, within_day_count }: Figures): Shares {
  const wanted = total_items - skipped_count;
  const share = (count: number): number | null => (wanted === 0 ? null : count / wanted);
  return { within_30m_share: share(within_30m_count), within_day_share: share(within_day_count) };
}

function csv(rows: readonly DayFigures[]): string {
  const documents = rows.map(dayDocument);
  const [first] = documents;
  if (!first) return "";
  const keys = Object.keys(first) as (keyof typeof first)[];
  return csvHead(keys) + documents.map((row) => csvLine(keys.map((key) => rounded(row[key])))).join("");
}

function rounded(value: string | number | null): string | number | null {
  return typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
}

/** The period as a whole, a line per marketplace and brand, each with its items day by day. */
function period({ db, config: { timezone } }: App, days: Days, { io }: Context): string {
  const span = { from: startOfDay(days.from, timezone), to: startOfDay(addDays(days.to, 1), timezone) };
  const figures = figuresOf(db, span);
  const all = figures.find((row) => row.platform === "all" && row.brand_id === "all");
  if (!all) return "";
  const trend = trendOf(db, days);
  const columns: Column<Figures>[] = [
    ...PERIOD,
    { title: "ITEMS BY DAY", value: (row) => sparkline(trend(row), TREND_DAYS), flexible: true },
  ];
  const when = days.from === days.to ? days.from : `${days.from} to ${days.to}`;
  const work = `${all.total_items} written, ${all.received_count} taken in, ${all.answered_count} answers sent`;
  return `${when} (${timezone}): ${work}\n\n${listText(io, figures, columns)}`;
}

/** The number of items of each of the period's days; of the last thirty when it is shorter. */
function trendOf(db: App["db"], { from, to }: Days): (row: Figures) => (number | null)[] {
  const start = addDays(to, 1 - TREND_DAYS);
  const first = start < from ? start : from;
  const known = new Map(
    listAnalytics(db, first, to).map((row) => [`${row.date} ${row.platform} ${row.brand_id}`, row.total_items]),
  );
  const calculated = new Set([...known.keys()].map((key) => key.slice(0, 10)));
  return (row) =>
    daysBetween(first, to).map((day) => {
      return known.get(`${day} ${row.platform} ${row.brand_id}`) ?? (calculated.has(day) ? 0 : null);
    });
}

function minutes(value: number | null): string | null {
  if (value === null) return null;
  return value < 600 ? `${value.toFixed(value < 10 ? 1 : 0)} min` : `${(value / 60).toFixed(0)} h`;
}

function percent(value: number | null): string | null {
  return value === null ? null : `${Math.round(value * 100)}%`;
}

const PERIOD: Column<Figures>[] = [
  { title: "SHOP", value: (row) => row.platform },
  { title: "BRAND", value: (row) => row.brand_id },
  { title: "ITEMS", value: (row) => row.total_items, align: "right" },
  { title: "−", value: (row) => row.negative_count, align: "right" },
  { title: "RATING", value: (row) => row.avg_rating?.toFixed(2) ?? null, align: "right" },
  { title: "PUBLISHED", value: (row) => row.published_count, align: "right" },
  { title: "MEDIAN", value: (row) => minutes(row.median_response_min), align: "right" },
  { title: "≤30M", value: (row) => percent(shares(row).within_30m_share), align: "right" },
  { title: "≤1D", value: (row) => percent(shares(row).within_day_share), align: "right" },
];

/** For pipes: a line per day. */
const COLUMNS: Column<DayFigures>[] = [
  { title: "DAY", value: (row) => row.date },
  ...PERIOD.slice(0, 3).map(({ title, value }) => ({ title, value })),
  { title: "REVIEWS", value: (row) => row.reviews_count },
  { title: "QUESTIONS", value: (row) => row.questions_count },
  { title: "+", value: (row) => row.positive_count },
  { title: "0", value: (row) => row.neutral_count },
  { title: "−", value: (row) => row.negative_count },
  { title: "RATING", value: (row) => row.avg_rating?.toFixed(2) ?? null },
  { title: "PUBLISHED", value: (row) => row.published_count },
  { title: "SKIPPED", value: (row) => row.skipped_count },
  { title: "AVERAGE MIN", value: (row) => row.avg_response_min?.toFixed(1) ?? null },
  { title: "MEDIAN MIN", value: (row) => row.median_response_min?.toFixed(1) ?? null },
  { title: "≤30M", value: (row) => row.within_30m_count },
  { title: "≤1D", value: (row) => row.within_day_count },
  { title: "TAKEN IN", value: (row) => row.received_count },
  { title: "ANSWERED", value: (row) => row.answered_count },
];
