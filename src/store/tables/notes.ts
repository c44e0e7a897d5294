/** What colleagues write to each other about an item. Nothing that reaches a buyer or a marketplace reads this table. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { NotesTable } from "../schema-notes.ts";

export type Note = Selectable<NotesTable>;

/** @returns the note's id */
export function insertNote(tx: Tx, note: Omit<Note, "id">): number {
  return tx.get(q.insertInto("notes").values(note).returning("id"))?.id ?? 0;
}

/** The notes on a live item, oldest first. */
export function notesOf(reader: Reader, itemId: number): Note[] {
  return reader.all(q.selectFrom("notes").selectAll().where("item_id", "=", itemId).orderBy("id"));
}
