/** Old finished items move, with their answers, to tables of their own. */
import type { Reader, Tx } from "./db.ts";

const OLD = `created_at < ? and status in ('published', 'skipped')`;

const ITEM_COLUMNS = `id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at`;

const RESPONSE_COLUMNS = `item_id, draft_text, final_text, status, problems, model, prompt_hash, regenerate_count,
  approved_by, approved_at, publish_error, publish_retry_count, remote_id, moderation, published_at, edit_history,
  created_at, updated_at`;

/** How many items would move. */
export function countArchivable(reader: Reader, before: number): number {
  const row = reader.statement(`select count(*) as n from items where ${OLD}`).get(before) as { n: number };
  return row.n;
}

/**
 * Moves one batch, items and answers together. What is interrupted between two batches goes on with the next call.
 * @returns how many items moved; 0 when none are left
 */
export function archiveBatch(tx: Tx, before: number, limit: number, now: number): number {
  const select = tx.statement(`select id from items where ${OLD} order by created_at limit ?`);
  const ids = (select.all(before, limit) as { id: number }[]).map((row) => row.id);
  if (ids.length === 0) return 0;
  const list = JSON.stringify(ids);
  const these = `in (select value from json_each(?))`;
  tx.statement(
    `insert into items_archive (${ITEM_COLUMNS}, archived_at) select ${ITEM_COLUMNS}, ? from items where id ${these}`,
  ).run(now, list);
  tx.statement(
    `insert into responses_archive (${RESPONSE_COLUMNS}) select ${RESPONSE_COLUMNS} from responses where item_id ${these}`,
  ).run(list);
  tx.statement(`delete from responses where item_id ${these}`).run(list);
  tx.statement(`delete from items where id ${these}`).run(list);
  return ids.length;
}
