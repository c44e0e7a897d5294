import type { Db } from "../../src/store/db.ts";
import { sealAudit } from "../../src/store/tables/audit-chain.ts";

/** How a shop of years is made up. Times are Unix ms. */
export interface Years {
  items: number;
  /** Items are spread evenly from here … */
  from: number;
  /** … to here. */
  to: number;
}

/**
 * Fills an empty database with reviews and questions as years leave them: most answered, some late, some skipped, with
 * their answers, sends and history. By SQL alone, without the program's own code but for the hashes of the audit log.
 */
export async function fillYears(db: Db, { items, from, to }: Years): Promise<void> {
  await db.write((tx) => {
    for (const sql of STATEMENTS) tx.statement(sql).run({ items, from, step: (to - from) / items });
    sealAudit((sql) => tx.statement(sql));
  });
}

// Numbers that look random and are the same at every run.
const HASH = (salt: number): string => `((n * 2654435761 + ${salt} * 40503) % 65536)`;
const STATUS = `case when ${HASH(1)} < 45000 then 'published' when ${HASH(1)} < 52000 then 'skipped'
  when ${HASH(1)} < 56000 then 'pending_review' when ${HASH(1)} < 58000 then 'escalated' else 'error' end`;

const STATEMENTS = [
  `with recursive numbers (n) as (values (1) union all select n + 1 from numbers where n < @items),
  drawn as (
    select n, cast(@from + n * @step as integer) as created_at, ${STATUS} as status,
      (${HASH(2)} % 3) as p, ${HASH(3)} as brand, ${HASH(4)} as kind, ${HASH(5)} as rating, ${HASH(6)} as wait, ${HASH(7)} as late
    from numbers
  )
  insert into items (id, account, platform, item_type, external_id, sku, product_name, brand_id, client_text, rating, photos,
    order_cancelled, ai_analysis, status, priority, skip_reason, raw_data, created_at, fetched_at, updated_at, published_at)
  select n, 'a' || p, case p when 0 then 'wb' when 1 then 'ozon' else 'ym' end, iif(kind < 8000, 'question', 'review'), 'x' || n,
    'S' || (n % 300), 'Товар ' || (n % 300), iif(brand < 30000, 'one', 'two'), 'Отзыв ' || n, iif(kind < 8000, null, 1 + rating % 5), '[]',
    0, json_object('sentiment', case when rating % 5 < 2 then 'negative' when rating % 5 = 3 then 'neutral' else 'positive' end,
      'category', case rating % 4 when 0 then 'sizing' when 1 then 'quality' when 2 then 'delivery' else 'other' end),
    status, 1, iif(status = 'skipped', 'person', null), '{}', created_at,
    created_at + iif(late < 6000, late * 60000, 300000), created_at + wait * 60000,
    iif(status = 'published', created_at + 300000 + wait * iif(wait < 30000, 1000, 40000), null)
  from drawn`,
  `insert into responses (item_id, draft_text, status, problems, model, prompt_hash, regenerate_count, publish_retry_count, published_at,
    edit_history, created_at, updated_at)
  select id, 'Ответ ' || id, iif(status = 'published', 'published', 'draft'), '[]', 'offline', 'h', 0, 0, published_at, '[]', fetched_at, updated_at
  from items`,
  `insert into publish_attempts (item_id, job_id, text, intent_at, outcome, outcome_at, resolution, resolved_at)
  select id, id, 'Ответ ' || id, published_at - 1000, 'accepted', published_at, 'found', published_at
  from items where status = 'published'`,
  `update items set seen_at = published_at where status = 'published'`,
  `insert into audit (at, actor, action, item_id) select fetched_at, 'rule:default', 'wait', id from items`,
  `insert into audit (at, actor, action, item_id) select published_at, 'person:anna', 'approve', id from items where status = 'published'`,
  `insert into notes (item_id, at, author, text) select id, fetched_at, 'person:anna', 'Заметка ' || id from items where id % 5 = 0`,
];
