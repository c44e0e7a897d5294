/** The outbox of what people are told: each event is written in the transaction that caused it. */
import type { Selectable } from "kysely";
import { alertEvent, brandOf, itemOf, keyOf, levelOf, personOf, type AlertEvent } from "../../domain/alert/event.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertsTable } from "../schema-alerts.ts";

/** An event as stored. Times are Unix ms. */
export interface Alert extends Omit<Selectable<AlertsTable>, "event"> {
  event: AlertEvent;
}

/**
 * @param cell in a hub: where it has happened; null: here
 * @returns whether it is news: the same event again is not stored
 */
export function insertAlert(tx: Tx, event: AlertEvent, now: number, cell: string | null = null): boolean {
  const key = keyOf(event);
  const row = {
    key: cell === null ? key : `${cell}/${key}`,
    cell,
    kind: event.kind,
    level: levelOf(event.kind),
    brand_id: brandOf(event),
    item_id: itemOf(event),
    user_id: personOf(event),
    event: JSON.stringify(event),
    at: now,
  };
  const insert = q.insertInto("alerts").values(row);
  return tx.run(insert.onConflict((conflict) => conflict.column("key").doNothing())) > 0;
}

/** The oldest for which nobody has been looked up yet. */
export function unroutedAlerts(reader: Reader, limit: number): Alert[] {
  const query = q.selectFrom("alerts").selectAll().where("routed_at", "is", null).orderBy("id").limit(limit);
  return reader.all(query).flatMap(parse);
}

export function alertById(reader: Reader, id: number): Alert | undefined {
  return reader.all(q.selectFrom("alerts").selectAll().where("id", "=", id)).flatMap(parse)[0];
}

export function alertByKey(reader: Reader, key: string): Alert | undefined {
  return reader.all(q.selectFrom("alerts").selectAll().where("key", "=", key)).flatMap(parse)[0];
}

/** The latest whose key begins so: `marketplace_away:wb-main:review:`. */
export function latestAlert(reader: Reader, prefix: string): Alert | undefined {
  const query = q.selectFrom("alerts").selectAll().where("key", ">=", prefix).where("key", "<", `${prefix}\u{10FFFF}`);
  return reader.all(query.orderBy("key", "desc").limit(1)).flatMap(parse)[0];
}

/** Those behind a number, the oldest first. @param since Unix ms, what happened earlier is left out */
export function alertsAfter(
  reader: Reader,
  { id, since }: { id: number; since: number },
  limit: number,
): StoredAlert[] {
  const query = q.selectFrom("alerts").select(["id", "key", "event", "at"]).where("id", ">", id);
  return reader.all(query.where("at", ">=", since).orderBy("id").limit(limit));
}

type StoredAlert = Pick<Selectable<AlertsTable>, "id" | "key" | "event" | "at">;

/** The latest of all; undefined when there is none. */
export function lastAlert(reader: Reader): Pick<StoredAlert, "id" | "key"> | undefined {
  return reader.get(q.selectFrom("alerts").select(["id", "key"]).orderBy("id", "desc").limit(1));
}

/** @returns whether the number still means this event */
export function isAlert(reader: Reader, { id, key }: Pick<StoredAlert, "id" | "key">): boolean {
  return reader.get(q.selectFrom("alerts").select("id").where("id", "=", id).where("key", "=", key)) !== undefined;
}

/** The brand of an item that was told of; undefined for one that was not. */
export function brandToldOf(reader: Reader, itemId: number): string | undefined {
  const query = q.selectFrom("alerts").select("brand_id").where("item_id", "=", itemId).orderBy("id", "desc").limit(1);
  return reader.get(query)?.brand_id ?? undefined;
}

export function markRouted(tx: Tx, id: number, now: number): void {
  tx.run(q.updateTable("alerts").set({ routed_at: now }).where("id", "=", id));
}

/** An event of a version that knew others is left out. */
function parse(row: Selectable<AlertsTable>): Alert[] {
  const event = alertEvent.safeParse(JSON.parse(row.event)).data;
  return event ? [{ ...row, event }] : [];
}
