/** Where people are told: their chats and addresses. */
import type { Selectable, Updateable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertContactsTable } from "../schema-alerts.ts";

export type Contact = Selectable<AlertContactsTable>;

/** A contact that may be written to. */
export interface ToldContact extends Contact {
  state: "confirmed";
  address: string;
}

/** Whether anybody can be told at all: one look into an index. */
export function anybodyIsTold(reader: Reader): boolean {
  return reader.statement("select 1 from alert_contacts where state = 'confirmed' limit 1").get() !== undefined;
}

/** All contacts that may be written to. */
export function toldContacts(reader: Reader): ToldContact[] {
  const query = q.selectFrom("alert_contacts").selectAll().where("state", "=", "confirmed").orderBy("id");
  return reader.all(query).filter(isTold);
}

/** @returns undefined when the contact is not there, or must not be written to */
export function toldContact(reader: Reader, id: number): ToldContact | undefined {
  const row = reader.get(q.selectFrom("alert_contacts").selectAll().where("id", "=", id));
  return row && isTold(row) ? row : undefined;
}

export function updateContact(tx: Tx, id: number, set: Updateable<AlertContactsTable>): void {
  tx.run(q.updateTable("alert_contacts").set(set).where("id", "=", id));
}

function isTold(row: Contact): row is ToldContact {
  return row.state === "confirmed" && row.address !== null;
}

/** The contacts of webhooks, which belong to nobody. */
export function programContacts(reader: Reader): Contact[] {
  return reader.all(q.selectFrom("alert_contacts").selectAll().where("user_id", "is", null).orderBy("id"));
}

/** @param name of the webhook in the configuration */
export function insertProgram(tx: Tx, name: string, now: number): void {
  const empty = {
    sender: null,
    shown_name: null,
    off_reason: null,
    off_at: null,
    last_sent_at: null,
    wait_until: null,
  };
  const row = { user_id: null, channel: "webhook", address: name, state: "confirmed" } as const;
  tx.run(q.insertInto("alert_contacts").values({ ...row, ...empty, asked_at: now, confirmed_at: now }));
}
