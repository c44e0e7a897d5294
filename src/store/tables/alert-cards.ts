/** The messages that show an item. */
import type { Selectable, Updateable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertCardsTable } from "../schema-alerts.ts";

export type Card = Selectable<AlertCardsTable>;
type NewCard = Omit<Card, "id">;

export function cardById(reader: Reader, id: number): Card | undefined {
  return reader.get(q.selectFrom("alert_cards").selectAll().where("id", "=", id));
}

export function cardAt(reader: Reader, contactId: number, messageId: string): Card | undefined {
  const query = q.selectFrom("alert_cards").selectAll().where("contact_id", "=", contactId);
  return reader.get(query.where("message_id", "=", messageId));
}

/** All known messages that show the item. */
export function cardsOf(reader: Reader, itemId: number): Card[] {
  return reader.all(q.selectFrom("alert_cards").selectAll().where("item_id", "=", itemId).orderBy("id", "desc"));
}

/** Those that may still change. */
export function openCards(reader: Reader): Card[] {
  return reader.all(q.selectFrom("alert_cards").selectAll().where("is_over", "=", 0).orderBy("id"));
}

/** The items of those that wait for a state that is called so. */
export function itemsOfCardsWith(reader: Reader, face: string): number[] {
  const query = q.selectFrom("alert_cards").select("item_id").where("is_over", "=", 0).where("face", "=", face);
  return reader.all(query).map(({ item_id }) => item_id);
}

/** A message that is known already stays as it is. */
export function insertCard(tx: Tx, card: NewCard): void {
  tx.run(
    q
      .insertInto("alert_cards")
      .values(card)
      .onConflict((conflict) => conflict.doNothing()),
  );
}

export function updateCard(tx: Tx, id: number, set: Updateable<AlertCardsTable>): void {
  tx.run(q.updateTable("alert_cards").set(set).where("id", "=", id));
}

/** The text by which a card remembers the state of its item. */
export function faceOf(item: { status: string; updated_at: number } | undefined): string {
  return item ? `${item.status} ${item.updated_at}` : "gone";
}

// The same as `faceOf`, so that nothing is read of those that stand as they should.
const STALE = `
select c.id from alert_cards c left join items i on i.id = c.item_id
where c.is_over = 0 and c.face is not coalesce(i.status || ' ' || i.updated_at, 'gone')
order by c.id limit 500`;

/** The cards whose item is not what they show. */
export function staleCards(reader: Reader): number[] {
  return reader.statement(STALE).pluck().all() as number[];
}

const UNWRITTEN = `
select c.* from alert_cards c
where c.is_over = 0 and c.shows = 'writing' and not exists (
  select 1 from jobs where key = 'regenerate_response:' || c.item_id and finished_at is null)`;

/** The cards that say that a draft is being written, although none is any more. */
export function writtenCards(reader: Reader): Card[] {
  return reader.statement(UNWRITTEN).all() as Card[];
}
