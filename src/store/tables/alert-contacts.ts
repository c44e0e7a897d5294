/** Where people are told: their chats and addresses. */
import type { Selectable, Updateable } from "kysely";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertContactsTable } from "../schema-alerts.ts";

export type Contact = Selectable<AlertContactsTable>;

/** A contact that may be written to. */
export interface ToldContact extends Contact {
  state: "confirmed";
  address: string;
}

const TOLD = `
select 1 where exists (select 1 from alert_contacts where state = 'confirmed')
  or exists (select 1 from meta where key = 'hub_listens')`;

/** Whether anybody can be told at all, here or by a hub that listens: two looks into indexes. */
export function anybodyIsTold(reader: Reader): boolean {
  return reader.statement(TOLD).get() !== undefined;
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

/** What a new row does not know yet. */
const EMPTY = {
  address: null,
  sender: null,
  shown_name: null,
  off_reason: null,
  confirmed_at: null,
  off_at: null,
  last_sent_at: null,
  wait_until: null,
};

type Asked = Pick<Contact, "user_id" | "channel"> & { address?: string | undefined };

/** A contact that a person has asked for and nobody has answered from yet. @returns its id */
export function insertAsked(tx: Tx, asked: Asked, now: number): number {
  const insert = q.insertInto("alert_contacts").values({ ...EMPTY, ...asked, state: "asked", asked_at: now });
  return tx.get(insert.returning("id"))?.id ?? 0;
}

export function contactById(reader: Reader, id: number): Contact | undefined {
  return reader.get(q.selectFrom("alert_contacts").selectAll().where("id", "=", id));
}

/** The contacts of a person, the newest first; those that are off stay for a while. */
export function contactsOf(reader: Reader, userId: number): Contact[] {
  const query = q.selectFrom("alert_contacts").selectAll().where("user_id", "=", userId);
  return reader.all(query.orderBy("id", "desc"));
}

/** Whose confirmed contact it is by the channel's number of the sender. */
export function contactOfSender(reader: Reader, channel: ChannelName, sender: string): Contact | undefined {
  const query = q.selectFrom("alert_contacts").selectAll().where("channel", "=", channel).where("sender", "=", sender);
  return reader.get(query.where("state", "=", "confirmed"));
}

/** Whose confirmed contact it is by its chat or address. */
export function contactAt(reader: Reader, channel: ChannelName, address: string): Contact | undefined {
  const query = q.selectFrom("alert_contacts").selectAll().where("channel", "=", channel);
  return reader.get(query.where("address", "=", address).where("state", "=", "confirmed"));
}

/** Forgets what the person has asked for on the channel and not finished. */
export function dropAsked(tx: Tx, userId: number, channel: ChannelName): void {
  const rows = q.deleteFrom("alert_contacts").where("user_id", "=", userId).where("channel", "=", channel);
  tx.run(rows.where("state", "in", ["asked", "claimed"]));
}

/** The contacts of webhooks, which belong to nobody. */
export function programContacts(reader: Reader): Contact[] {
  return reader.all(q.selectFrom("alert_contacts").selectAll().where("user_id", "is", null).orderBy("id"));
}

/** @param name of the webhook in the configuration */
export function insertProgram(tx: Tx, name: string, now: number): void {
  const row = { user_id: null, channel: "webhook", address: name, state: "confirmed" } as const;
  tx.run(q.insertInto("alert_contacts").values({ ...EMPTY, ...row, asked_at: now, confirmed_at: now }));
}
