/** Moves old finished items, with everything that belongs to them, to tables of their own. */
import { AUDIT_COLUMNS, auditOf, type AuditRow } from "./audit.ts";
import { q, type Reader, type Tx } from "../db.ts";
import { parseItem, requireItem, type Item } from "./items.ts";
import { notesOf, type Note } from "./notes.ts";
import { attemptsOf, type PublishAttempt } from "./publish-attempts.ts";
import { parseResponse, responseOf, type Response } from "./responses.ts";
import { unindexItems } from "./search-index.ts";

/** The limits that decide which items are old enough, Unix ms. */
export interface ArchiveLimits {
  /** Only items the buyer wrote before this time are archived. */
  before: number;
  /** Answers published after this time may still come back to a person, unless their moderation has ended. */
  moderatedSince: number;
}

/**
 * Items that are published or skipped and have no open job, no send with an unknown outcome and no moderation under
 * way. We name the index on the time of writing because it delivers the order; by state, each batch would sort all
 * finished items.
 */
const ARCHIVABLE = `
from items i indexed by items_by_created
where i.created_at < @before and i.status in ('published', 'skipped')
  and not exists (select 1 from account_moves m where m.account = i.account and m.step <> 'here')
  and not exists (select 1 from jobs j where j.item_id = i.id and j.state in ('scheduled', 'ready', 'running'))
  and not exists (select 1 from publish_attempts a
    where a.item_id = i.id and a.outcome in ('intent', 'unknown') and a.resolution is null)
  and not exists (select 1 from responses r where r.item_id = i.id and i.status = 'published'
    and r.published_at >= @moderatedSince and coalesce(r.moderation, 'pending') = 'pending')`;

const ITEM = `id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, seen_at, incomplete, brand_known, order_status, details, reason,
  handed_to`;
const RESPONSE = `item_id, draft_text, final_text, status, problems, model, prompt_hash, regenerate_count,
  approved_by, approved_at, publish_error, publish_retry_count, remote_id, moderation, published_at, edit_history,
  created_at, updated_at, version, missed_at, published_by`;
const ATTEMPT = `id, item_id, job_id, text, intent_at, outcome, outcome_at, error, remote_id, resolution, resolved_at,
  version`;
const AUDIT = `id, at, actor, action, item_id, before, after, salt, hash`;
const NOTE = `id, item_id, at, author, text`;

/** The tables whose rows belong to an item; the rows are copied after the item and deleted before it. */
const PARTS = [
  ["responses", RESPONSE],
  ["publish_attempts", ATTEMPT],
  ["audit", AUDIT],
  ["notes", NOTE],
] as const;
const THESE = `in (select value from json_each(@ids))`;

/** Counts the items that would be archived. */
export function countArchivable(reader: Reader, limits: ArchiveLimits): number {
  const row = reader.statement(`select count(*) as n ${ARCHIVABLE}`).get({ ...limits }) as { n: number };
  return row.n;
}

/**
 * Moves one batch of items, the oldest first, each with all its parts. An interrupted run continues with the next call.
 * @returns how many items moved; fewer than `limit` when none are left
 */
export function archiveBatch(tx: Tx, limits: ArchiveLimits, limit: number, now: number): number {
  const select = tx.statement(`select i.id ${ARCHIVABLE} order by i.created_at limit @limit`);
  const list = (select.all({ ...limits, limit }) as { id: number }[]).map((row) => row.id);
  if (list.length === 0) return 0;
  const ids = JSON.stringify(list);
  const items = `insert into items_archive (${ITEM}, archived_at) select ${ITEM}, @now from items where id ${THESE}`;
  tx.statement(items).run({ ids, now });
  for (const [table, columns] of PARTS) {
    const copy = `insert into ${table}_archive (${columns}) select ${columns} from ${table} where item_id ${THESE}`;
    tx.statement(copy).run({ ids });
    tx.statement(`delete from ${table} where item_id ${THESE}`).run({ ids });
  }
  tx.statement(`delete from items where id ${THESE}`).run({ ids });
  unindexItems(tx, ids);
  return list.length;
}

/** An item with everything that belongs to it, live or archived. */
export interface ItemFile {
  item: Item;
  response: Response | undefined;
  /** Oldest first, like `audit` and `notes`. */
  attempts: PublishAttempt[];
  audit: AuditRow[];
  notes: Note[];
  /** Unix ms; null while the item is live. */
  archivedAt: number | null;
}

/** @throws StateError `item.unknown` when there is no such item, live or archived */
export function requireItemFile(reader: Reader, id: number): ItemFile {
  const archived = archivedFile(reader, id);
  if (archived) return archived;
  const item = requireItem(reader, id);
  const live = { attempts: attemptsOf(reader, id), audit: auditOf(reader, id), notes: notesOf(reader, id) };
  return { item, response: responseOf(reader, id), ...live, archivedAt: null };
}

function archivedFile(reader: Reader, id: number): ItemFile | undefined {
  const row = reader.get(q.selectFrom("items_archive").selectAll().where("id", "=", id));
  if (!row) return undefined;
  const { archived_at: archivedAt, ...item } = row;
  const response = reader.get(q.selectFrom("responses_archive").selectAll().where("item_id", "=", id));
  return {
    item: parseItem(item),
    response: response && parseResponse(response),
    attempts: reader.all(q.selectFrom("publish_attempts_archive").selectAll().where("item_id", "=", id).orderBy("id")),
    audit: reader.all(q.selectFrom("audit_archive").select(AUDIT_COLUMNS).where("item_id", "=", id).orderBy("id")),
    notes: reader.all(q.selectFrom("notes_archive").selectAll().where("item_id", "=", id).orderBy("id")),
    archivedAt,
  };
}
