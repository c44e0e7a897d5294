/** Which items the marketplace should be asked about again, one by one: its lists do not show them any more. */
import type { Item } from "./items.ts";
import { itemById } from "./items.ts";
import type { Reader, Tx } from "./db.ts";

interface Wanted {
  account: string;
  itemType: Item["item_type"];
  /** Lists reach back to here: what the buyer wrote earlier has to be asked about. Unix ms. */
  listedSince: number;
  /** Answers published since then may still be in moderation. Unix ms. */
  moderatedSince: number;
  /** Not again before. Unix ms. */
  checkedBefore: number;
  limit: number;
}

/** Those that wait for a person, and published ones whose moderation has not ended; longest unchecked first. */
const DUE = `
select i.id from items i
left join item_checks c on c.item_id = i.id
left join responses r on r.item_id = i.id
where i.account = @account and i.item_type = @itemType
  and ((i.status in ('pending_review', 'escalated') and i.created_at < @listedSince)
    or (i.status = 'published' and r.published_at >= @moderatedSince and coalesce(r.moderation, 'pending') = 'pending'))
  and coalesce(c.checked_at, case when i.status = 'published' then r.published_at else 0 end) < @checkedBefore
order by coalesce(c.checked_at, 0), i.id
limit @limit`;

export function itemsToCheck(reader: Reader, wanted: Wanted): Item[] {
  const rows = reader.statement(DUE).all({ ...wanted }) as { id: number }[];
  return rows.flatMap(({ id }) => itemById(reader, id) ?? []);
}

export function markChecked(tx: Tx, itemId: number, now: number): void {
  const sql = `insert into item_checks (item_id, checked_at) values (@itemId, @now)
    on conflict (item_id) do update set checked_at = @now`;
  tx.statement(sql).run({ itemId, now });
}
