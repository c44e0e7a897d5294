import type { Reader } from "../store/db.ts";
import { journal, type JournalQuery } from "../store/views/journal.ts";

export { JOURNAL_KINDS, type JournalKind, type JournalQuery } from "../store/views/journal.ts";

/** One deed of the audit log. */
export interface JournalRow {
  id: number;
  /** Unix ms. */
  at: number;
  actor: string;
  action: string;
  item_id: number | null;
  /** What it was before, as data; null when nothing was noted. */
  before: unknown;
  after: unknown;
}

/** @see JournalQuery */
export function journalRows(reader: Reader, query: JournalQuery): JournalRow[] {
  const data = (json: string | null): unknown => (json === null ? null : JSON.parse(json));
  return journal(reader, query).map((row) => ({ ...row, before: data(row.before), after: data(row.after) }));
}
