/** Who has opened which item when; `retention.ts` forgets it after a time. */
import type { Reader, Tx } from "../db.ts";

const LOOK = `insert into looks (user_id, item_id, seen_at) values (@user, @item, @now)
  on conflict (user_id, item_id) do update set seen_at = excluded.seen_at`;

export function saveLookAt(tx: Tx, user: number, item: number, now: number): void {
  tx.statement(LOOK).run({ user, item, now });
}

const UNOPENED = `
select items.id from items
left join looks on looks.user_id = @user and looks.item_id = items.id
where items.id in (select value from json_each(@ids)) and coalesce(looks.seen_at, 0) < items.updated_at`;

/** Those of the items that this person has not opened since they were changed last. */
export function unopened(reader: Reader, user: number, items: readonly number[]): number[] {
  return reader
    .statement(UNOPENED)
    .pluck()
    .all({ user, ids: JSON.stringify(items) }) as number[];
}

/** When this person has opened these items, Unix ms; of those that they have not, nothing. */
export function looksOf(reader: Reader, user: number, items: readonly number[]): Map<number, number> {
  const sql = "select item_id, seen_at from looks where user_id = ? and item_id in (select value from json_each(?))";
  return new Map(reader.statement(sql).raw().all(user, JSON.stringify(items)) as [number, number][]);
}
