/** How far the items of a platform have come since the first poll. */
import { WAITS_FOR_PERSON } from "../../domain/item.ts";
import type { Platform } from "../../domain/platform.ts";
import { q, quoted, type Reader } from "../db.ts";

/** `fetched` counts different items read; `duplicates` counts items that later polls read again. */
export interface Progress {
  fetched: number;
  new: number;
  duplicates: number;
  analyzed: number;
  drafted: number;
  waiting: number;
  approved: number;
  published: number;
  failed: number;
}

const POLLS = `
select coalesce(sum(json_extract(result, '$.fetched') - json_extract(result, '$.duplicates')), 0) as fetched,
  coalesce(sum(json_extract(result, '$.new')), 0) as new,
  coalesce(sum(json_extract(result, '$.duplicates')), 0) as duplicates
from jobs
where state = 'done' and kind in ('poll_' || @platform || '_reviews', 'poll_' || @platform || '_questions')
  and json_extract(result, '$.status') = 'success'`;

const ITEMS = `
select count(*) filter (where ai_analysis is not null) as analyzed,
  count(*) filter (where responses.item_id is not null) as drafted,
  count(*) filter (where items.status in (${quoted(WAITS_FOR_PERSON)})) as waiting,
  count(*) filter (where responses.approved_at is not null) as approved,
  count(*) filter (where items.status = 'published') as published,
  count(*) filter (where items.status = 'error' or responses.status = 'failed') as failed
from items left join responses on responses.item_id = items.id
where items.platform = @platform`;

export function progressOf(reader: Reader, platform: Platform): Progress {
  const polls = reader.statement(POLLS).get({ platform }) as Pick<Progress, "fetched" | "new" | "duplicates">;
  return { ...polls, ...(reader.statement(ITEMS).get({ platform }) as Omit<Progress, keyof typeof polls>) };
}

/** How many polls have succeeded, by kind. */
export function countPolls(reader: Reader): Map<string, number> {
  const sql = `select kind, count(*) as n from jobs
    where state = 'done' and kind glob 'poll_*' and json_extract(result, '$.status') = 'success' group by kind`;
  const rows = reader.statement(sql).all() as { kind: string; n: number }[];
  return new Map(rows.map(({ kind, n }) => [kind, n]));
}

/** The published items by the marketplaces' own ids. */
export function publishedItems(reader: Reader): { platform: Platform; item_type: string; external_id: string }[] {
  return reader.all(
    q.selectFrom("items").select(["platform", "item_type", "external_id"]).where("status", "=", "published"),
  );
}
