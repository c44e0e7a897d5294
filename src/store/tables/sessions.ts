/** The sessions of people who have signed in. A row alone lets nobody in: it holds only the hash of its token. */
import type { Selectable } from "kysely";
import type { SessionTimes } from "../../domain/session.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { SessionsTable } from "../schema-people.ts";

export type SessionRow = Selectable<SessionsTable>;

export function insertSession(tx: Tx, session: SessionRow): void {
  tx.run(q.insertInto("sessions").values(session));
}

export function sessionOf(reader: Reader, hash: string): SessionRow | undefined {
  return reader.get(q.selectFrom("sessions").selectAll().where("token_hash", "=", hash));
}

/** The sessions of a person, the last used first. */
export function sessionsOfUser(reader: Reader, userId: number): SessionRow[] {
  return reader.all(q.selectFrom("sessions").selectAll().where("user_id", "=", userId).orderBy("last_seen_at", "desc"));
}

/** Whose sessions there are, and how long each lasts; those that are over may be among them. */
export function sessionTimes(reader: Reader): Pick<SessionRow, "user_id" | keyof SessionTimes>[] {
  return reader.all(q.selectFrom("sessions").select(["user_id", "last_seen_at", "expires_at", "remembered"]));
}

export function touchSession(tx: Tx, hash: string, now: number): void {
  tx.run(q.updateTable("sessions").set({ last_seen_at: now }).where("token_hash", "=", hash));
}

/** @returns whether there was one */
export function deleteSession(tx: Tx, hash: string): boolean {
  return tx.run(q.deleteFrom("sessions").where("token_hash", "=", hash)) > 0;
}

/**
 * @param except the hash of one that goes on
 * @returns how many there were
 */
export function deleteSessionsOf(tx: Tx, userId: number, except?: string): number {
  const query = q.deleteFrom("sessions").where("user_id", "=", userId);
  return tx.run(except === undefined ? query : query.where("token_hash", "!=", except));
}

/** @returns how many there were */
export function deleteAllSessions(tx: Tx): number {
  return tx.run(q.deleteFrom("sessions"));
}
