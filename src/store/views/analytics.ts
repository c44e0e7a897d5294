/** Daily figures, counted from live and archived items and from the log of sends. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AnalyticsTable } from "../schema.ts";

export type DayFigures = Selectable<AnalyticsTable>;
/** The same figures for any span of time. */
export type Figures = Omit<DayFigures, "date" | "calculated_at">;

/** A half-open span [from, to), Unix ms. */
interface Span {
  from: number;
  to: number;
}

/**
 * One fact for each item the buyer wrote in the span (in its present state), each item taken in, and each answer
 * published. An answer counts once the marketplace has shown it, on the day it was sent, even when moderation takes it
 * down later.
 */
const FACTS = `
select platform, brand_id, 1 as written, 0 as received, 0 as answered, item_type, rating, status,
  json_extract(ai_analysis, '$.sentiment') as sentiment, max(published_at - created_at, 0) / 60000.0 as response_min,
  seen_at is not null as seen
from all_items where created_at >= @from and created_at < @to
union all
select platform, brand_id, 0, 1, 0, null, null, null, null, null, 0
from all_items where fetched_at >= @from and fetched_at < @to
union all
select i.platform, i.brand_id, 0, 0, 1, null, null, null, null, null, 0
from publish_attempts a join items i on i.id = a.item_id
where a.resolution = 'found' and a.intent_at >= @from and a.intent_at < @to
union all
select i.platform, i.brand_id, 0, 0, 1, null, null, null, null, null, 0
from publish_attempts_archive a join items_archive i on i.id = a.item_id
where a.resolution = 'found' and a.intent_at >= @from and a.intent_at < @to`;

/** Each column, and how it is counted from the facts. */
const COLUMNS = {
  total_items: "sum(written)",
  reviews_count: "count(*) filter (where item_type = 'review')",
  questions_count: "count(*) filter (where item_type = 'question')",
  positive_count: "count(*) filter (where sentiment = 'positive')",
  neutral_count: "count(*) filter (where sentiment = 'neutral')",
  negative_count: "count(*) filter (where sentiment = 'negative')",
  avg_rating: "avg(rating)",
  rating_1: "count(*) filter (where rating = 1)",
  rating_2: "count(*) filter (where rating = 2)",
  rating_3: "count(*) filter (where rating = 3)",
  rating_4: "count(*) filter (where rating = 4)",
  rating_5: "count(*) filter (where rating = 5)",
  processed_count: "count(*) filter (where status not in ('new', 'analyzing', 'error'))",
  published_count: "count(*) filter (where status = 'published' and seen)",
  skipped_count: "count(*) filter (where status = 'skipped')",
  escalated_count: "count(*) filter (where status = 'escalated')",
  avg_response_min: "avg(response_min)",
  median_response_min: "median(response_min)",
  within_30m_count: "count(*) filter (where response_min <= 30)",
  within_day_count: "count(*) filter (where response_min <= 1440)",
  received_count: "sum(received)",
  answered_count: "sum(answered)",
} satisfies Record<keyof Omit<Figures, "platform" | "brand_id">, string>;

const NAMES = Object.keys(COLUMNS).join(", ");
const COUNTS = Object.entries(COLUMNS).map(([name, sql]) => `${sql} as ${name}`);

/** One row per platform and brand, one per platform, one per brand, and one for everything. */
const FIGURES = `
with fact as (${FACTS}),
level (by_platform, by_brand) as (values (1, 1), (1, 0), (0, 1), (0, 0))
select iif(by_platform, platform, 'all') as platform, iif(by_brand, brand_id, 'all') as brand_id,
  ${COUNTS.join(",\n  ")}
from fact join level
group by 1, 2`;

/**
 * Calculates a day afresh and replaces its rows.
 * @param date the business day, `2026-11-24`
 * @param span its first millisecond and the next day's
 * @returns the number of rows
 */
export function calculateDay(tx: Tx, date: string, span: Span, now: number): number {
  tx.run(q.deleteFrom("analytics").where("date", "=", date));
  const insert = `insert into analytics (platform, brand_id, ${NAMES}, date, calculated_at)
    select *, @date, @now from (${FIGURES})`;
  return tx.statement(insert).run({ ...span, date, now }).changes;
}

/** The figures of a whole span, counted now, because a median cannot be derived from the days' medians. */
export function figuresOf(reader: Reader, span: Span): Figures[] {
  return reader.statement(`${FIGURES} order by 1, 2`).all({ ...span }) as Figures[];
}

/** Time zones differ from UTC by whole quarters of an hour, so the days can be found from one instant per quarter. */
const QUARTER_MS = 900_000;

const CHANGED = `
with changed (id, created_at, fetched_at) as (
  select id, created_at, fetched_at from items where updated_at >= @since
  union all
  select id, created_at, fetched_at from items_archive where archived_at >= @since and updated_at >= @since
),
moment (at) as (
  select created_at from changed union all select fetched_at from changed
  union all select a.intent_at from changed c join publish_attempts a on a.item_id = c.id
  union all select a.intent_at from changed c join publish_attempts_archive a on a.item_id = c.id
)
select distinct at / ${QUARTER_MS} * ${QUARTER_MS} as at from moment where at >= @notBefore`;

/**
 * Moments, one per quarter of an hour, whose days have to be calculated again: the times when an item that changed at
 * or after `since` was written, taken in or answered.
 */
export function changedMoments(reader: Reader, since: number, notBefore: number): number[] {
  const rows = reader.statement(CHANGED).all({ since, notBefore }) as { at: number }[];
  return rows.map((row) => row.at);
}

/** Deletes the figures of the days before `date`. */
export function pruneAnalytics(tx: Tx, date: string): void {
  tx.run(q.deleteFrom("analytics").where("date", "<", date));
}

/** Rows of the days [from, to], by day, platform and brand. */
export function listAnalytics(reader: Reader, from: string, to: string): DayFigures[] {
  const query = q.selectFrom("analytics").selectAll().where("date", ">=", from).where("date", "<=", to);
  return reader.all(query.orderBy("date").orderBy("platform").orderBy("brand_id"));
}
