/**
 * By whose days the products are counted. Triggers count each item in the days of every zone here, by its offsets. The days
 * of a zone that is new are filled in from the newest on, while those of the zone before are shown; then its rows go.
 */
import { DAY_MS } from "../../base/clock.ts";
import type { Category } from "../../domain/analysis.ts";
import { dayNumberOf, offsetsWithin, startOfDayNumber, type ZoneOffset } from "../../domain/calendar.ts";
import type { Reader, Tx } from "../db.ts";

/** How many days of the products are kept: a few more than their pages tell of. */
const PRODUCT_DAYS = 100;
/** A subquery: the number of the zone whose days are shown. */
export const SHOWN_ZONE = "select max(zone) from product_zones where counted_from is null";

/** The categories that are counted for each product; what fits none of them is a complaint all the same. */
export const COUNTED_CATEGORIES = [
  "sizing",
  "quality",
  "delivery",
  "packaging",
  "price",
  "appearance",
] as const satisfies readonly Category[];

const EVER = Number.MAX_SAFE_INTEGER;
const AHEAD_MS = 10 * 366 * DAY_MS;
/** Rows of a zone that is gone, deleted at once. */
const BATCH = 2000;

interface Zone {
  zone: number;
  timezone: string;
  counted_from: number | null;
}

/** The time zone, as IANA names it, by whose days the products are shown. */
export function shownZone(reader: Reader): string {
  const sql = `select timezone from product_zones where zone = (${SHOWN_ZONE})`;
  return reader.statement(sql).pluck().get() as string;
}

function latestZone(reader: Reader): Zone {
  return reader.statement("select * from product_zones order by zone desc limit 1").get() as Zone;
}

/** Counts by the days of this time zone from now on; when its days so far are other ones than those that are counted, anew. */
export function chooseProductZone(tx: Tx, timezone: string, now: number): void {
  const oldest = now - PRODUCT_DAYS * DAY_MS;
  const latest = latestZone(tx);
  const offsets = offsetsWithin(oldest, now + AHEAD_MS, timezone);
  offsets[0]!.since = -EVER;
  offsets.at(-1)!.until = EVER;
  const isSame = sameWithin(offsetsOf(tx, latest.zone), offsets, [oldest, now]);
  const zone = isSame ? latest.zone : latest.zone + 1;
  const save = `insert into product_zones (zone, timezone, counted_from) values (@zone, @timezone, @from)
    on conflict do update set timezone = excluded.timezone`;
  tx.statement(save).run({ zone, timezone, from: EVER });
  tx.statement("delete from zone_offsets where zone = ?").run(zone);
  const insert = tx.statement("insert into zone_offsets (zone, since, until, offset_ms) values (?, ?, ?, ?)");
  for (const { since, until, offsetMs } of offsets) insert.run(zone, since, until, offsetMs);
}

function offsetsOf(reader: Reader, zone: number): ZoneOffset[] {
  const sql = "select since, until, offset_ms as offsetMs from zone_offsets where zone = ? order by since";
  return reader.statement(sql).all(zone) as ZoneOffset[];
}

function sameWithin(a: readonly ZoneOffset[], b: readonly ZoneOffset[], [from, to]: [number, number]): boolean {
  const within = (all: readonly ZoneOffset[]): string =>
    JSON.stringify(
      all
        .filter(({ since, until }) => until > from && since <= to)
        .map(({ since, offsetMs }) => [Math.max(since, from), offsetMs]),
    );
  return within(a) === within(b);
}

/**
 * One step to the days of the zone that was chosen: fills in one day, or deletes some rows of the zone before.
 * @returns whether there is more to do
 */
export function countProductDay(tx: Tx, now: number): boolean {
  const { zone, timezone, counted_from: before } = latestZone(tx);
  if (before === null) return deleteSomeExcept(tx, zone);
  const oldest = now - PRODUCT_DAYS * DAY_MS;
  const newest = tx.statement(NEWEST).pluck().get({ before, oldest }) as number | null;
  if (newest === null) {
    tx.statement("update product_zones set counted_from = null where zone = ?").run(zone);
    tx.statement("delete from zone_offsets where zone <> ?").run(zone);
    tx.statement("delete from product_zones where zone <> ?").run(zone);
    return true;
  }
  const from = startOfDayNumber(dayNumberOf(newest, timezone), timezone);
  tx.statement(FILL).run({ zone, from, before });
  tx.statement("update product_zones set counted_from = ? where zone = ?").run(from, zone);
  return true;
}

const NEWEST = `select max(at) from (
  select max(created_at) as at from items where created_at >= @oldest and created_at < @before
  union all select max(created_at) from items_archive where created_at >= @oldest and created_at < @before)`;

// As the triggers count (`migrations/0043_product_zones.sql`).
const COMPLAINT = "coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0)";
const SEEN = "(status = 'published' and seen_at is not null)";
const COUNTS: Record<string, string> = {
  items: "1",
  reviews: "item_type = 'review'",
  ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`r${n}`, `rating is ${n}`])),
  complaints: COMPLAINT,
  ...Object.fromEntries(
    COUNTED_CATEGORIES.map((name) => [name, `${COMPLAINT} and json_extract(ai_analysis, '$.category') is '${name}'`]),
  ),
  answered: SEEN,
  wait_ms: `iif(${SEEN}, max(coalesce(published_at - created_at, 0), 0), 0)`,
};
const SUMS = Object.values(COUNTS).map((one) => `sum(${one})`);

/** What triggers have counted of these days already is in the sums, so it is replaced. */
const FILL = `insert or replace into product_days (zone, day, brand_id, platform, sku, ${Object.keys(COUNTS).join(", ")})
select zone, (created_at + offset_ms) / ${DAY_MS}, brand_id, platform, sku, ${SUMS.join(", ")}
from all_items join zone_offsets on zone = @zone and since <= created_at and created_at < until
where sku is not null and created_at >= @from and created_at < @before group by 1, 2, 3, 4, 5`;

const DELETE = `delete from product_days where (zone, sku, platform, brand_id, day) in
  (select zone, sku, platform, brand_id, day from product_days where zone < @zone order by zone limit ${BATCH})`;

/** Deletes the days of which no page tells any more. */
export function pruneProductDays(tx: Tx, now: number): void {
  tx.statement("delete from product_days where day < ?").run(Math.floor(now / DAY_MS) - PRODUCT_DAYS);
}

function deleteSomeExcept(tx: Tx, zone: number): boolean {
  return tx.statement(DELETE).run({ zone }).changes > 0;
}
