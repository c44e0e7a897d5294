/** Finding items as the API asks for them, and counting what was done with them. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { WAITS_FOR_PERSON, type ItemStatus } from "../../domain/item.ts";
import type { ItemType, Platform } from "../../domain/platform.ts";
import { terms } from "../../domain/wording/russian.ts";
import { q, quoted, type Reader } from "../db.ts";
import { parseItem, type Item } from "../tables/items.ts";

export interface ItemSearch {
  status?: ItemStatus | undefined;
  itemType?: ItemType | undefined;
  platform?: Platform | undefined;
  /** Any of these; undefined: all. */
  brands?: readonly string[] | undefined;
  ratingMin?: number | undefined;
  ratingMax?: number | undefined;
  /** Each must be a part of what `says` looks at, in letters of any case. */
  words?: string | undefined;
  offset: number;
  limit: number;
}

/**
 * Whether an item says each of the terms (see `terms`): in its kind, `#id`, account, SKU and product, in the buyer's name and
 * words.
 */
export function says(wanted: readonly string[]): RawBuilder<SqlBool> {
  if (wanted.length === 0) return sql`true`;
  const kind = sql`iif(item_type = 'question', 'вопрос', 'отзыв')`;
  const texts = sql`concat_ws(char(10), ${kind}, '#' || id, account, sku, product_name, client_name, client_text, pros, cons)`;
  // instr, not like: nothing in the terms is a pattern. The limit keeps SQLite from working out the text for each term.
  const all = sql.join(
    wanted.map((term) => sql`instr(said, ${term}) > 0`),
    sql` and `,
  );
  return sql`(select ${all} from (select plain(${texts}) as said limit 1))`;
}

/** Most urgent first, then oldest first; `total` counts all that fit. */
export function searchItems(reader: Reader, search: ItemSearch): { items: Item[]; total: number } {
  const { status, itemType, platform, brands, ratingMin, ratingMax, words, offset, limit } = search;
  let found = q.selectFrom("items");
  if (status) found = found.where("status", "=", status);
  if (itemType) found = found.where("item_type", "=", itemType);
  if (platform) found = found.where("platform", "=", platform);
  if (brands) found = found.where("brand_id", "in", brands);
  if (ratingMin !== undefined) found = found.where("rating", ">=", ratingMin);
  if (ratingMax !== undefined) found = found.where("rating", "<=", ratingMax);
  if (words !== undefined) found = found.where(says(terms(words)));
  const total = reader.get(found.select((e) => e.fn.countAll<number>().as("n")))?.n ?? 0;
  const page = found.selectAll().orderBy("priority", "desc").orderBy("created_at").orderBy("id");
  return { items: reader.all(page.offset(offset).limit(limit)).map(parseItem), total };
}

export interface ItemStats {
  items: number;
  reviews: number;
  questions: number;
  /** At the moment, whenever they came in. */
  waiting: number;
  published: number;
  skipped: number;
  escalated: number;
  avg_rating: number | null;
  /** The buyer's wait for the answers that were published in the period. */
  avg_response_min: number | null;
}

const STATS = `
select
  count(*) filter (where fetched_at >= @from) as items,
  count(*) filter (where fetched_at >= @from and item_type = 'review') as reviews,
  count(*) filter (where fetched_at >= @from and item_type = 'question') as questions,
  count(*) filter (where status in (${quoted(WAITS_FOR_PERSON)})) as waiting,
  count(*) filter (where published_at >= @from) as published,
  count(*) filter (where status = 'skipped' and updated_at >= @from) as skipped,
  count(*) filter (where status = 'escalated' and updated_at >= @from) as escalated,
  round(avg(rating) filter (where fetched_at >= @from), 2) as avg_rating,
  round(avg(published_at - created_at) filter (where published_at >= @from) / 60000.0, 1) as avg_response_min
from items where @all or brand_id in (select value from json_each(@brands))`;

/** What came in and what was done since `from`, Unix ms. @param brands null: all */
export function statsSince(reader: Reader, from: number, brands: readonly string[] | null): ItemStats {
  const values = { from, all: brands === null ? 1 : 0, brands: JSON.stringify(brands ?? []) };
  return reader.statement(STATS).get(values) as ItemStats;
}
