/** Copies the rows of an account into another database, in pieces; each piece is one transaction there. */
import type { Reader, Tx } from "../db.ts";
import { insertAuditRow, type ToldAudit } from "../tables/audit.ts";
import { indexItem } from "../tables/search-index.ts";
import { ITEM_JOBS, metaKeys, OF_ACCOUNT, OF_ARCHIVED, OF_LIVE } from "./places.ts";

type Row = Record<string, unknown>;

/** The items of an account, by the half they are in; ids in order. */
export interface AccountItems {
  id: number;
  archived: 0 | 1;
}

export function itemsOfAccount(reader: Reader, account: string): AccountItems[] {
  const sql = `select id, 0 as archived from items where account = @account
    union all select id, 1 as archived from items_archive where account = @account order by id`;
  return reader.statement(sql).all({ account }) as AccountItems[];
}

/** The newest item that is copied already; 0 before the first. */
export function copiedUpTo(reader: Reader, move: string): number {
  const sql = "select coalesce(max(old_id), 0) from moved_items where move = ?";
  return reader.statement(sql).pluck().get(move) as number;
}

/** Copies some items, each with all that belongs to it. */
export function copyItems(from: Reader, tx: Tx, move: string, items: readonly AccountItems[]): void {
  for (const { id, archived } of items) {
    const to = archived === 1 ? copyArchived(from, tx, id) : copyLive(from, tx, id);
    tx.statement("insert into moved_items (move, old_id, new_id) values (?, ?, ?)").run(move, id, to);
  }
}

function copyLive(from: Reader, tx: Tx, id: number): number {
  const to = insert(tx, "items", without(rowsOf(from, "items", "id", id)[0] ?? {}, "id"));
  for (const { table, numbers } of OF_LIVE) copyPart(from, tx, { table, numbers, id, to });
  for (const entry of auditOf(from, id)) insertAuditRow(tx, { ...entry, item_id: to });
  for (const job of jobsOf(from, id)) insert(tx, "jobs", { ...without(job, "id"), ...ofItem(job, id, to) });
  indexItem(tx, to);
  return to;
}

/** The archive numbers nothing itself: its rows have the numbers that they had before. */
function copyArchived(from: Reader, tx: Tx, id: number): number {
  const to = nextNumber(tx, "items");
  insert(tx, "items_archive", { ...rowsOf(from, "items_archive", "id", id)[0], id: to });
  for (const { table, numbers } of OF_ARCHIVED) copyPart(from, tx, { table, numbers, id, to });
  for (const entry of auditOf(from, id)) insertAuditRow(tx, { ...entry, item_id: to });
  const columns = "id, at, actor, action, item_id, before, after, salt, hash";
  tx.statement(`insert into audit_archive (${columns}) select ${columns} from audit where item_id = ? order by id`).run(
    to,
  );
  tx.statement("delete from audit where item_id = ?").run(to);
  return to;
}

interface Part {
  table: string;
  numbers: string | undefined;
  id: number;
  to: number;
}

function copyPart(from: Reader, tx: Tx, { table, numbers, id, to }: Part): void {
  for (const row of rowsOf(from, table, "item_id", id)) {
    const own = numbers === undefined ? {} : { id: nextNumber(tx, numbers) };
    insert(tx, table, { ...row, ...own, item_id: to });
  }
}

/** The next number of a table whose numbers are never used twice, also for its half in the archive. */
function nextNumber(tx: Tx, table: string): number {
  const last = tx.statement("select seq from sqlite_sequence where name = ?").pluck().get(table) as number | undefined;
  const next = (last ?? 0) + 1;
  const moved = tx.statement("update sqlite_sequence set seq = ? where name = ?").run(next, table);
  if (moved.changes === 0) tx.statement("insert into sqlite_sequence (name, seq) values (?, ?)").run(table, next);
  return next;
}

function auditOf(from: Reader, id: number): ToldAudit[] {
  const columns = "id, at, actor, action, item_id, before, after";
  const halves = ["audit", "audit_archive"].map((table) => `select ${columns} from ${table} where item_id = @id`);
  const rows = from.statement(`${halves.join(" union all ")} order by id`).all({ id });
  return (rows as Row[]).map((row) => without(row, "id") as unknown as ToldAudit);
}

function jobsOf(from: Reader, id: number): Row[] {
  const sql = `select * from jobs where item_id = ? and state in ('scheduled', 'ready')
    and kind in (select value from json_each(?)) order by id`;
  return from.statement(sql).all(id, JSON.stringify(ITEM_JOBS)) as Row[];
}

/** The job as one of the item's new number. */
function ofItem(job: Row, id: number, to: number): Row {
  const args = { ...(JSON.parse(String(job["args"])) as Row), item_id: to };
  const key = job["key"] === `${String(job["kind"])}:${id}` ? `${String(job["kind"])}:${to}` : job["key"];
  return { args: JSON.stringify(args), key, item_id: to };
}

/** Copies what belongs to the account itself; made again, it changes nothing. */
export function copyAccount(from: Reader, tx: Tx, account: string): void {
  for (const table of OF_ACCOUNT) {
    for (const row of rowsOf(from, table, "account", account)) insert(tx, table, without(row, "id"), "or replace");
  }
  for (const row of metaOf(from, account)) insert(tx, "meta", row, "or replace");
}

export function metaOf(reader: Reader, account: string): Row[] {
  const patterns = metaKeys(account);
  const sql = `select key, value from meta where exists (select 1 from json_each(?) where key glob json_each.value)`;
  return reader.statement(sql.replace("where key glob", "where meta.key glob")).all(JSON.stringify(patterns)) as Row[];
}

function rowsOf(reader: Reader, table: string, column: string, value: unknown): Row[] {
  return reader.statement(`select * from ${table} where ${column} = ?`).all(value) as Row[];
}

/** Both databases have the same columns, since both are of this version. */
function insert(tx: Tx, table: string, row: Row, or = ""): number {
  const names = Object.keys(row);
  const values = names.map((name) => `@${name}`).join(", ");
  const { lastInsertRowid } = tx
    .statement(`insert ${or} into ${table} (${names.join(", ")}) values (${values})`)
    .run(row);
  return Number(lastInsertRowid);
}

function without(row: Row, column: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}
