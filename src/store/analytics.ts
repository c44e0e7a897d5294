/** Daily figures: counted from the items (live and archived) in the database, by the day the buyer wrote. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "./db.ts";
import type { AnalyticsTable } from "./schema.ts";

export type DayFigures = Selectable<AnalyticsTable>;

const COLUMNS = [
  "total_items",
  "reviews_count",
  "questions_count",
  "positive_count",
  "neutral_count",
  "negative_count",
  "avg_rating",
  "rating_1",
  "rating_2",
  "rating_3",
  "rating_4",
  "rating_5",
  "processed_count",
  "published_count",
  "skipped_count",
  "escalated_count",
  "avg_response_min",
] as const;

/** One pass over the items of [from, to): a row per platform and brand, one per platform, one per brand, one for all. */
const COMPUTE = `
with day as (
  select platform, brand_id, item_type, rating, status, created_at, published_at,
    json_extract(ai_analysis, '$.sentiment') as sentiment
  from items where created_at >= @from and created_at < @to
  union all
  select platform, brand_id, item_type, rating, status, created_at, published_at,
    json_extract(ai_analysis, '$.sentiment') as sentiment
  from items_archive where created_at >= @from and created_at < @to
),
level (by_platform, by_brand) as (values (1, 1), (1, 0), (0, 1), (0, 0))
select
  iif(by_platform, platform, 'all') as platform,
  iif(by_brand, brand_id, 'all') as brand_id,
  count(*) as total_items,
  count(*) filter (where item_type = 'review') as reviews_count,
  count(*) filter (where item_type = 'question') as questions_count,
  count(*) filter (where sentiment = 'positive') as positive_count,
  count(*) filter (where sentiment = 'neutral') as neutral_count,
  count(*) filter (where sentiment = 'negative') as negative_count,
  avg(rating) as avg_rating,
  count(*) filter (where rating = 1) as rating_1,
  count(*) filter (where rating = 2) as rating_2,
  count(*) filter (where rating = 3) as rating_3,
  count(*) filter (where rating = 4) as rating_4,
  count(*) filter (where rating = 5) as rating_5,
  count(*) filter (where status not in ('new', 'analyzing', 'error')) as processed_count,
  count(*) filter (where status = 'published') as published_count,
  count(*) filter (where status = 'skipped') as skipped_count,
  count(*) filter (where status = 'escalated') as escalated_count,
  avg(published_at - created_at) / 60000.0 as avg_response_min
from day join level
group by 1, 2`;

/**
 * Calculates a day afresh and replaces its rows.
 * @param date the business day, `2026-11-24`
 * @param range its first millisecond and the next day's
 * @returns the number of rows
 */
export function calculateDay(tx: Tx, date: string, { from, to }: { from: number; to: number }, now: number): number {
  tx.run(q.deleteFrom("analytics").where("date", "=", date));
  const insert = `insert into analytics (platform, brand_id, ${COLUMNS.join(", ")}, date, calculated_at)
    select *, @date, @now from (${COMPUTE})`;
  return tx.statement(insert).run({ from, to, date, now }).changes;
}

/** The buyer's times of items, archived ones too, that changed at or after `since`: their days are calculated again. */
export function changedCreationTimes(reader: Reader, since: number): number[] {
  const sql = `select created_at from items where updated_at >= @since
    union all select created_at from items_archive where archived_at >= @since`;
  return (reader.statement(sql).all({ since }) as { created_at: number }[]).map((row) => row.created_at);
}

/** Rows of the days [from, to], by day, platform and brand. */
export function listAnalytics(reader: Reader, from: string, to: string): DayFigures[] {
  const query = q.selectFrom("analytics").selectAll().where("date", ">=", from).where("date", "<=", to);
  return reader.all(query.orderBy("date").orderBy("platform").orderBy("brand_id"));
}
