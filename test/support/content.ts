import type { Reader } from "../../src/store/db.ts";

/** What using the program leaves behind, whatever is done: when somebody was last seen, and what they have opened. */
const SEEN = /"last_seen_at":\d+,?/g;

/** Everything else that the database holds, as text by table. */
export function contentOf(db: Reader): Record<string, string> {
  const named =
    "select name from sqlite_schema where type = 'table' and sql not like 'create virtual%' and name <> 'looks'";
  const names = db.statement(named).pluck().all() as string[];
  const rowsOf = (table: string): string => {
    return JSON.stringify(db.statement(`select * from "${table}"`).all(), bytesAsText).replaceAll(SEEN, "");
  };
  return Object.fromEntries(names.map((name) => [name, rowsOf(name)]));
}

function bytesAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
