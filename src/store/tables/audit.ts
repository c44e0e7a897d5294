import type { Selectable } from "kysely";
import type { BuyerWords } from "../../domain/buyer-words.ts";
import type { ItemAction } from "../../domain/audit.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AuditTable } from "../schema.ts";
import { linkOf, nextPlace, saltFor } from "./audit-chain.ts";

/** The columns that say what was done; the others hold the log together. */
export const AUDIT_COLUMNS = ["id", "at", "actor", "action", "item_id", "before", "after"] as const;

export type AuditRow = Pick<Selectable<AuditTable>, (typeof AUDIT_COLUMNS)[number]>;

export type AuditEntry = {
  /** `person:<login>`, `cli:<user of the machine>`, `token:<name>`, `rule:<name>`, `task:<kind>`, `marketplace`, `buyer`. */
  actor: string;
  before?: unknown;
  after?: unknown;
} & ({ itemId: number; action: ItemAction } | { itemId: null; action: string });

const INSERT = `insert into audit (id, at, actor, action, item_id, before, after, salt, hash)
  values (@id, @at, @actor, @action, @item_id, @before, @after, @salt, @hash)`;

/** Records who did what and when, with the old and the new value, chained to the entry before. */
export function insertAudit(tx: Tx, entry: AuditEntry, now: number): void {
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  // The hash is made of what the database will give back: it stores no half of a character.
  const [actor, action] = [entry.actor.toWellFormed(), entry.action.toWellFormed()];
  insertAuditRow(tx, {
    at: now,
    actor,
    action,
    item_id: entry.itemId,
    before: json(entry.before),
    after: json(entry.after),
  });
}

/** What an entry tells, with its values as JSON. */
export type ToldAudit = Omit<AuditRow, "id">;

/** Puts an entry, also one that another database had, at the end of the chain. */
export function insertAuditRow(tx: Tx, { at, actor, action, item_id, before, after }: ToldAudit): void {
  const { id, previous } = nextPlace((sql) => tx.statement(sql));
  const row = { id, at, actor, action, item_id, before, after, salt: saltFor(item_id) };
  tx.statement(INSERT).run({ ...row, hash: linkOf(previous, row) });
}

/** Everything that was done to an item, oldest first. */
export function auditOf(reader: Reader, itemId: number): AuditRow[] {
  return reader.all(q.selectFrom("audit").select(AUDIT_COLUMNS).where("item_id", "=", itemId).orderBy("id"));
}

/** What the buyer had written before they last changed it; undefined when they never did. */
export function wordsBefore(reader: Reader, itemId: number): BuyerWords | undefined {
  const changes = q.selectFrom("audit").select("before").where("item_id", "=", itemId).where("action", "=", "change");
  const last = reader.get(changes.orderBy("id", "desc").limit(1));
  return last?.before === null || last === undefined ? undefined : (JSON.parse(last.before) as BuyerWords);
}
