/** What goes to each contact: single messages, and summaries into which others were folded. */
import type { Selectable, Updateable } from "kysely";
import type { AlertEvent, Level } from "../../domain/alert/event.ts";
import { WINDOW_MS, type How, type SummaryHow, type Waiting } from "../../domain/alert/plan.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertDeliveriesTable } from "../schema-alerts.ts";
import { alertById, type Alert } from "./alerts.ts";

export type Delivery = Selectable<AlertDeliveriesTable>;

interface NewDelivery {
  contactId: number;
  alert: Alert;
  how: How;
  dueAt: number;
}

/** The same alert goes to a contact once. */
export function insertDelivery(tx: Tx, { contactId, alert, how, dueAt }: NewDelivery, now: number): void {
  const row = { contact_id: contactId, alert_id: alert.id, item_id: alert.item_id, state: "waiting", how } as const;
  const insert = q.insertInto("alert_deliveries").values({ ...row, due_at: dueAt, created_at: now });
  tx.run(insert.onConflict((conflict) => conflict.doNothing()));
}

const WAITING = `
select d.id, a.level, d.how, d.due_at as dueAt, a.kind, d.item_id as itemId, a.brand_id as brand, d.alert_id as alertId
from alert_deliveries d join alerts a on a.id = d.alert_id
where d.contact_id = ? and d.state = 'waiting'
order by d.due_at, d.id`;

/** What waits for a contact. */
export interface WaitingAlert extends Waiting {
  alertId: number;
  level: Level;
  kind: AlertEvent["kind"];
  itemId: number | null;
  brand: string | null;
}

export function waitingFor(reader: Reader, contactId: number): WaitingAlert[] {
  return reader.statement(WAITING).all(contactId) as WaitingAlert[];
}

/** The deliveries whose messages may or may not have left when their attempt ended. */
export function interrupted(reader: Reader, contactId: number): Delivery[] {
  const query = q.selectFrom("alert_deliveries").selectAll().where("contact_id", "=", contactId);
  return reader.all(query.where("state", "=", "sending"));
}

/** When singles went to the contact within the last ten minutes, Unix ms. */
export function recentSingles(reader: Reader, contactId: number, now: number): number[] {
  const query = q.selectFrom("alert_deliveries").select("sent_at").where("contact_id", "=", contactId);
  const rows = reader.all(query.where("how", "=", "single").where("sent_at", ">", now - WINDOW_MS));
  return rows.flatMap(({ sent_at }) => sent_at ?? []);
}

export function updateDeliveries(tx: Tx, ids: readonly number[], set: Updateable<AlertDeliveriesTable>): void {
  for (const part of inParts(ids)) tx.run(q.updateTable("alert_deliveries").set(set).where("id", "in", part));
}

/**
 * Makes a summary of what waits.
 * @returns its id
 */
export function foldInto(tx: Tx, contactId: number, ids: readonly number[], how: SummaryHow, now: number): number {
  const row = { contact_id: contactId, alert_id: null, item_id: null, state: "sending", how } as const;
  const insert = q.insertInto("alert_deliveries").values({ ...row, due_at: now, created_at: now });
  const id = tx.get(insert.returning("id"))?.id ?? 0;
  updateDeliveries(tx, ids, { state: "folded", folded_into: id });
  return id;
}

/**
 * The message has not left, or may not have: it waits again, a summary as its parts, so that the next one tells of what has
 * come since, too.
 * @param about `mayStand`: it may have arrived, and counts as a try and against the limit of singles
 */
export function putBack(tx: Tx, { id, alert_id, sent_at }: Delivery, about: { mayStand: boolean }): void {
  const tries = about.mayStand ? 1 : 0;
  const rows = q.updateTable("alert_deliveries").set((e) => ({ state: "waiting", tries: e("tries", "+", tries) }));
  if (alert_id === null) {
    tx.run(rows.set({ folded_into: null }).where("folded_into", "=", id));
    tx.run(q.deleteFrom("alert_deliveries").where("id", "=", id));
  } else tx.run(rows.set({ sent_at: about.mayStand ? sent_at : null }).where("id", "=", id));
}

export function deliveryById(reader: Reader, id: number): Delivery | undefined {
  return reader.get(q.selectFrom("alert_deliveries").selectAll().where("id", "=", id));
}

/** When the next of what waits for a contact is due, Unix ms. */
export function nextDue(reader: Reader, contactId: number): number | undefined {
  const sql = "select min(due_at) from alert_deliveries where contact_id = ? and state = 'waiting'";
  return (reader.statement(sql).pluck().get(contactId) as number | null) ?? undefined;
}

/** Nothing that waits for a contact goes there any more. */
export function giveUpWaiting(tx: Tx, contactId: number, error: string): void {
  const waiting = q
    .updateTable("alert_deliveries")
    .set({ state: "gave_up", error })
    .where("contact_id", "=", contactId);
  tx.run(waiting.where("state", "=", "waiting"));
}

/** What waits for one contact goes to another one of the same person. */
export function passWaitingOn(tx: Tx, from: number, to: number): void {
  const waiting = q.updateTable("alert_deliveries").set({ contact_id: to }).where("contact_id", "=", from);
  tx.run(waiting.where("state", "=", "waiting"));
}

/** The alerts that a summary tells of, the most urgent first. */
export function foldedAlerts(reader: Reader, summaryId: number): Alert[] {
  const query = q.selectFrom("alert_deliveries").select("alert_id").where("folded_into", "=", summaryId).orderBy("id");
  return reader.all(query).flatMap(({ alert_id }) => (alert_id === null ? [] : (alertById(reader, alert_id) ?? [])));
}

/** SQLite takes so many values in one statement at most, and statements of few lengths stay prepared. */
const PART = 500;

function inParts(ids: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(ids.length / PART) }, (_, i) => ids.slice(i * PART, (i + 1) * PART));
}
