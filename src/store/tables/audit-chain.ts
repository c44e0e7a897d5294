/**
 * The chain of the audit log: each entry carries a hash of itself and of the hash before, so that a change, a gap or a
 * row put in between shows. `reputation audit verify` follows it (`views/audit-check.ts`).
 */
import { hash as digest, randomBytes } from "node:crypto";
import type { Statement } from "better-sqlite3";

/** An entry with what its hash is made of. */
export interface ChainedRow {
  id: number;
  at: number;
  actor: string;
  action: string;
  item_id: number | null;
  /** JSON. */
  before: string | null;
  after: string | null;
  salt: Buffer | null;
}

/** What statements can be prepared on: a handle, or a transaction of the store. */
type Prepare = (sql: string) => Statement;

/**
 * SHA-256 of three lines: the hash before in hexadecimal (empty for the first entry), the salt in hexadecimal (empty
 * without one), and the entry as a JSON array of its columns in the order of `ChainedRow`.
 */
export function linkOf(previous: Buffer | null, row: ChainedRow): Buffer {
  const { id, at, actor, action, item_id, before, after, salt } = row;
  const entry = JSON.stringify([id, at, actor, action, item_id, before, after]);
  return digest("sha256", `${previous?.toString("hex") ?? ""}\n${salt?.toString("hex") ?? ""}\n${entry}`, "buffer");
}

/** Entries without an item are deleted after a time; what is left of them, a hash, must not give away an address. */
export function saltFor(itemId: number | null): Buffer | null {
  return itemId === null ? randomBytes(16) : null;
}

/** Where the next entry goes. */
interface Place {
  id: number;
  /** The hash of the newest entry; null when there is none. */
  previous: Buffer | null;
}

/** The newest entry where it mostly is: chained, and neither archived nor deleted. */
const LAST = `select a.id, a.hash as previous from sqlite_sequence s join audit a on a.id = s.seq
  where s.name = 'audit' and a.hash is not null`;
const HASHED = ["audit", "audit_archive", "audit_dropped"].map(
  (table) => `select * from (select id, hash from ${table} where hash is not null order by id desc limit 1)`,
);
const NEWEST = `select id, hash from (${HASHED.join(" union all ")}) order by id desc limit 1`;
const LAST_ID = `select coalesce(max(seq), 0) from sqlite_sequence where name = 'audit'`;

/** The next entry's place, after whatever another version of the program has written without hashes has got its own. */
export function nextPlace(prepare: Prepare): Place {
  const last = prepare(LAST).get() as Place | undefined;
  if (last) return { id: last.id + 1, previous: last.previous };
  const newest = prepare(NEWEST).get() as { id: number; hash: Buffer } | undefined;
  const [lastId] = prepare(LAST_ID).raw().get() as [number];
  return { id: lastId + 1, previous: sealAudit(prepare, newest?.id, newest?.hash) };
}

const PAGE = 1000;
const UNHASHED = ["audit", "audit_archive"].map(
  (name) => `select '${name}' as "table", id, at, actor, action, item_id, before, after, salt from ${name}
    where id > @after and hash is null`,
);

/**
 * Gives the entries after `after` their hashes, oldest first: those of an earlier version of the program.
 * @returns the hash of the newest
 */
export function sealAudit(prepare: Prepare, after = 0, newest: Buffer | null = null): Buffer | null {
  const page = prepare(`${UNHASHED.join(" union all ")} order by id limit ${PAGE}`);
  let [id, previous] = [after, newest];
  for (let more = true; more;) {
    const rows = page.all({ after: id }) as (ChainedRow & { table: string })[];
    for (const row of rows) {
      const salt = saltFor(row.item_id);
      previous = linkOf(previous, { ...row, salt });
      prepare(`update ${row.table} set salt = ?, hash = ? where id = ?`).run(salt, previous, row.id);
      id = row.id;
    }
    more = rows.length === PAGE;
  }
  return previous;
}
