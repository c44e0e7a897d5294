/** Approved answers that are not published: sending has failed, or is being retried after an error. */
import { sql } from "kysely";
import { q, type Reader } from "../db.ts";
import { isAmong, type Hits } from "./search.ts";
import { isOf, parseItem, type Item, type ItemOrigin } from "../tables/items.ts";

/** How many approved items are examined; with a daily cap, thousands may wait for another day. */
const LOOKED_AT = 1000;

/**
 * The failed items come from an index of their own; the ones being retried come from the approved items, which are few.
 */
export const UNSENT = sql<number>`(
  select item_id from (select item_id from responses where status = 'failed' limit ${sql.lit(LOOKED_AT)})
  union
  select due.id
  from (select id from items where status = 'approved' order by priority desc, created_at, id limit ${sql.lit(LOOKED_AT)}) as due
  join responses on responses.item_id = due.id
  where publish_error is not null)`;

const ALL = q.selectFrom("items").where("id", "in", UNSENT).where("status", "=", "approved");

interface UnsentFilter extends ItemOrigin {
  /** What a search has found; `inverse`: the others are wanted. */
  hits?: Hits | undefined;
  inverse?: boolean | undefined;
}

/** Lists unsent items, most urgent first. */
export function unsentItems(reader: Reader, { hits, inverse, ...origin }: UnsentFilter, limit: number): Item[] {
  const rows = ALL.selectAll()
    .where((e) => e.and(hits === undefined ? [] : [isAmong(hits, inverse)]))
    .where(isOf(origin))
    .orderBy("priority", "desc")
    .orderBy("created_at")
    .orderBy("id");
  return reader.all(rows.limit(limit)).map(parseItem);
}

/** Counts the unsent items. */
export function countUnsent(reader: Reader): number {
  return reader.get(ALL.select((e) => e.fn.countAll<number>().as("n")))?.n ?? 0;
}
