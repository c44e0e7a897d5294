/** The tables of the notes for colleagues, as Kysely sees them. */
import type { Generated } from "kysely";

export interface NotesTable {
  id: Generated<number>;
  item_id: number;
  at: number;
  /** `person:<login>`, as in the audit log. */
  author: string;
  text: string;
}

export interface NotesSchema {
  notes: NotesTable;
  notes_archive: Omit<NotesTable, "id"> & { id: number };
}
