/** How many items came in and what was done with them. */
import { WAITS_FOR_PERSON } from "../../domain/item.ts";
import { quoted, type Reader } from "../db.ts";

export interface ItemStats {
  items: number;
  reviews: number;
  questions: number;
  /** How many wait at the moment, whenever they came in. */
  waiting: number;
  published: number;
  skipped: number;
  escalated: number;
  avg_rating: number | null;
  /** How long buyers waited for the answers published in the period. */
  avg_response_min: number | null;
}

const STATS = `
select
  count(*) filter (where fetched_at >= @from) as items,
  count(*) filter (where fetched_at >= @from and item_type = 'review') as reviews,
  count(*) filter (where fetched_at >= @from and item_type = 'question') as questions,
  count(*) filter (where status in (${quoted(WAITS_FOR_PERSON)})) as waiting,
  count(*) filter (where published_at >= @from and seen_at is not null) as published,
  count(*) filter (where status = 'skipped' and updated_at >= @from) as skipped,
  count(*) filter (where status = 'escalated' and updated_at >= @from) as escalated,
  round(avg(rating) filter (where fetched_at >= @from), 2) as avg_rating,
  round(avg(published_at - created_at) filter (where published_at >= @from) / 60000.0, 1) as avg_response_min
from items where @all or brand_id in (select value from json_each(@brands))`;

/**
 * Counts what came in and what was done since `from`, Unix ms.
 * @param brands the brands to count; null means all
 */
export function statsSince(reader: Reader, from: number, brands: readonly string[] | null): ItemStats {
  const values = { from, all: brands === null ? 1 : 0, brands: JSON.stringify(brands ?? []) };
  return reader.statement(STATS).get(values) as ItemStats;
}
