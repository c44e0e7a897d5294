/** Follows the chain of the audit log: whether what is there is all that was written, unchanged and in its order. */
import type { Reader } from "../db.ts";
import { linkOf, type ChainedRow } from "../tables/audit-chain.ts";

/** A place where the log is not what was written. */
export interface AuditFault {
  id: number;
  /**
   * `changed`: the entry, or its place, is not the one that was written; `missing`: there is none; `double`: two have
   * this id; `foreign`: this program did not write it.
   */
  fault: "changed" | "missing" | "double" | "foreign";
}

export interface AuditCheck {
  /** How many entries were looked at. */
  entries: number;
  /** Those that the retention has deleted, of which only the hash is left. */
  dropped: number;
  /** Those at the end that an earlier version of the program has written: the next entry chains them. */
  unchained: number;
  /** The newest entry and its hash in hexadecimal; null in an empty log. */
  newest: { id: number; hash: string } | null;
  /** The first ones, at most `FAULTS`, oldest first. */
  faults: AuditFault[];
}

type Row = ChainedRow & { hash: Buffer | null; is_dropped: number };

const FAULTS = 20;
const PAGE = 1000;
const COLUMNS = "id, at, actor, action, item_id, before, after, salt, hash, 0 as is_dropped";
const DROPPED = "id, 0, '', '', null, null, null, null, hash, 1 as is_dropped";
const ROWS = `select ${COLUMNS} from audit where id > @after union all select ${COLUMNS} from audit_archive where id > @after
  union all select ${DROPPED} from audit_dropped where id > @after order by id limit ${PAGE}`;

/** @param last how many of the newest entries are looked at; all when it is left out */
export function checkAudit(reader: Reader, last?: number): AuditCheck {
  const seq = "select coalesce(max(seq), 0) from sqlite_sequence where name = 'audit'";
  const end = (reader.statement(seq).raw().get() as [number])[0];
  const walk = startWalk(last === undefined ? 0 : Math.max(0, end - last));
  for (let more = true; more;) {
    const rows = reader.statement(ROWS).all({ after: walk.id }) as Row[];
    for (const row of rows) see(walk, row);
    more = rows.length === PAGE;
  }
  if (walk.id < end) addFault(walk, walk.id + 1, "missing");
  const { entries, dropped, waiting, id, hash, faults } = walk;
  const newest = hash === null ? null : { id: id - waiting, hash: hash.toString("hex") };
  return { entries, dropped, unchained: waiting, newest, faults };
}

interface Walk {
  /** Where it has come to, and the hash there. */
  id: number;
  hash: Buffer | null;
  /** Whether the next entry can be held against that hash: not behind a gap, nor in the middle of the log. */
  isLinked: boolean;
  /** How many entries in a row, up to here, have no hash. */
  waiting: number;
  entries: number;
  dropped: number;
  faults: AuditFault[];
}

function startWalk(id: number): Walk {
  return { id, hash: null, isLinked: id === 0, waiting: 0, entries: 0, dropped: 0, faults: [] };
}

function see(walk: Walk, row: Row): void {
  if (row.id === walk.id) return addFault(walk, row.id, "double");
  if (row.id > walk.id + 1) {
    addFault(walk, walk.id + 1, "missing");
    walk.isLinked = false;
  }
  walk.id = row.id;
  if (row.is_dropped === 1) walk.dropped++;
  else walk.entries++;
  if (row.hash === null) walk.waiting += 1 - row.is_dropped;
  else follow(walk, row, row.hash);
}

function follow(walk: Walk, row: Row, hash: Buffer): void {
  if (walk.waiting > 0) addFault(walk, row.id - walk.waiting, "foreign");
  else if (walk.isLinked && row.is_dropped === 0 && !linkOf(walk.hash, row).equals(hash))
    addFault(walk, row.id, "changed");
  Object.assign(walk, { waiting: 0, isLinked: true, hash });
}

function addFault({ faults }: Walk, id: number, fault: AuditFault["fault"]): void {
  if (faults.length < FAULTS) faults.push({ id, fault });
}
