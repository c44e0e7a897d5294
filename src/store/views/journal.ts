/** The audit log as an administrator reads it: newest first, in pages, filtered by who and by what kind of deed. */
import { q, type Reader } from "../db.ts";
import { AUDIT_COLUMNS, type AuditRow } from "../tables/audit.ts";

/** What the deed was about: an answer, who may sign in and did, what was taken out, or how the program runs. */
export const JOURNAL_KINDS = ["answers", "people", "exports", "program"] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];

const ABOUT_PEOPLE = [
  "person_add",
  "person_change",
  "person_off",
  "person_on",
  "password_set",
  "sign_in",
  "sign_in_refused",
  "sign_out",
  "sessions_end",
  "link_make",
  "link_end",
  "link_use",
  "identity_set",
  "contact_confirm",
  "contact_off",
  "alerts_set",
];

const EXPORT = "export";

export interface JournalQuery {
  /** As the log stores it: `person:anna`. */
  actor?: string | undefined;
  kind?: JournalKind | undefined;
  /** Only rows older than the one with this id. */
  before?: number | undefined;
  limit: number;
}

/** At most `limit` rows of what is not archived, newest first. Archived items keep their rows beside them. */
export function journal(reader: Reader, { actor, kind, before, limit }: JournalQuery): AuditRow[] {
  let query = q.selectFrom("audit").select(AUDIT_COLUMNS).orderBy("id", "desc").limit(limit);
  if (actor !== undefined) query = query.where("actor", "=", actor);
  if (before !== undefined) query = query.where("id", "<", before);
  if (kind === "answers") query = query.where("item_id", "is not", null);
  if (kind === "people") query = query.where("item_id", "is", null).where("action", "in", ABOUT_PEOPLE);
  if (kind === "exports") query = query.where("item_id", "is", null).where("action", "=", EXPORT);
  if (kind === "program")
    query = query.where("item_id", "is", null).where("action", "not in", [...ABOUT_PEOPLE, EXPORT]);
  return reader.all(query);
}
