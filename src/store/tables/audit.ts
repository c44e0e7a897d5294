import type { Selectable } from "kysely";
import type { ItemAction } from "../../domain/audit.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AuditTable } from "../schema.ts";

export type AuditRow = Selectable<AuditTable>;

export type AuditEntry = {
  /** `person:<login>`, `token:<name>`, `rule:<name>`, `task:<kind>`, `marketplace`, `buyer`. */
  actor: string;
  before?: unknown;
  after?: unknown;
} & ({ itemId: number; action: ItemAction } | { itemId: null; action: string });

/** Records who did what and when, with the old and the new value. */
export function insertAudit(tx: Tx, entry: AuditEntry, now: number): void {
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  const { actor, action, itemId } = entry;
  const row = { at: now, actor, action, item_id: itemId, before: json(entry.before), after: json(entry.after) };
  tx.run(q.insertInto("audit").values(row));
}

/** Everything that was done to an item, oldest first. */
export function auditOf(reader: Reader, itemId: number): AuditRow[] {
  return reader.all(q.selectFrom("audit").selectAll().where("item_id", "=", itemId).orderBy("id"));
}
