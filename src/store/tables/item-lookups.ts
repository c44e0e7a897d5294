/** Finds the items to ask the marketplace about one by one, because its lists do not show them any more. */
import { ANSWER_OPEN } from "../../domain/item.ts";
import { quoted, type Reader, type Tx } from "../db.ts";
import { itemById, type Item } from "./items.ts";

interface Wanted {
  account: string;
  itemType: Item["item_type"];
  /** How far back the lists reach, Unix ms: items the buyer wrote earlier have to be asked about one by one. */
  listedSince: number;
  /** Answers published since then may still be in moderation. Unix ms. */
  moderatedSince: number;
  /** Items asked about or published after this time are left alone, Unix ms. */
  checkedBefore: number;
  /** How much longer a published item is left alone once it was asked about, ms. */
  moderationEvery: number;
  limit: number;
}

// We name the indexes: the planner prefers (account, type), which covers every item ever stored.

/** Items whose answer a person may be about to decide on. */
const WAITING = `
select i.id from items i indexed by items_waiting left join item_checks c on c.item_id = i.id
where i.status in (${quoted(ANSWER_OPEN)}) and i.account = @account and i.item_type = @itemType
  and i.created_at < @listedSince and coalesce(c.checked_at, 0) < @checkedBefore
order by coalesce(c.checked_at, 0), i.id limit @limit`;

/**
 * Published items whose moderation has not ended; the first look at each comes soon, the later ones are less frequent.
 */
const MODERATED = `
select i.id from items i indexed by items_by_published join responses r on r.item_id = i.id left join item_checks c on c.item_id = i.id
where i.published_at >= @moderatedSince and i.seen_at is not null and i.account = @account and i.item_type = @itemType
  and coalesce(r.moderation, 'pending') = 'pending'
  and coalesce(c.checked_at + @moderationEvery, i.published_at) < @checkedBefore
order by coalesce(c.checked_at, 0), i.id limit @limit`;

/**
 * Items to ask about: those waiting for a person before the published ones, and within each group the ones not asked
 * about for the longest time.
 */
export function itemsToCheck(reader: Reader, wanted: Wanted): Item[] {
  const { moderatedSince: _, moderationEvery: _every, ...waiting } = wanted;
  const { listedSince: _since, ...moderated } = wanted;
  const found = [...reader.statement(WAITING).all(waiting), ...reader.statement(MODERATED).all(moderated)];
  return (found as { id: number }[]).slice(0, wanted.limit).flatMap(({ id }) => itemById(reader, id) ?? []);
}

const OPEN_SINCE = `
select id from items indexed by items_by_created where created_at >= @since and account = @account and item_type = @itemType
  and status in (${quoted([...ANSWER_OPEN, "new", "analyzing", "approved", "error"])})`;

/** The items that somebody or something still has to act on, written since a time (Unix ms). */
export function openItemsSince(
  reader: Reader,
  wanted: Pick<Wanted, "account" | "itemType"> & { since: number },
): Item[] {
  const found = reader.statement(OPEN_SINCE).all({ ...wanted }) as { id: number }[];
  return found.flatMap(({ id }) => itemById(reader, id) ?? []);
}

/** Published items whose answer the marketplace has accepted and not shown yet. */
const UNSEEN = `
select i.id from items i indexed by items_unseen left join item_checks c on c.item_id = i.id
where i.status = 'published' and i.seen_at is null and i.account = @account and i.item_type = @itemType
  and coalesce(c.checked_at, 0) < max(@checkedBefore, i.published_at)
order by coalesce(c.checked_at, 0), i.id limit @limit`;

/** Those not asked about since they were published, or for the longest time, come first. */
export function unseenItems(
  reader: Reader,
  wanted: Pick<Wanted, "account" | "itemType" | "checkedBefore" | "limit">,
): Item[] {
  const found = reader.statement(UNSEEN).all(wanted) as { id: number }[];
  return found.flatMap(({ id }) => itemById(reader, id) ?? []);
}

/** @param now when the marketplace was asked about the item, Unix ms */
export function markChecked(tx: Tx, itemId: number, now: number): void {
  const sql = `insert into item_checks (item_id, checked_at) values (@itemId, @now)
    on conflict (item_id) do update set checked_at = @now`;
  tx.statement(sql).run({ itemId, now });
}
