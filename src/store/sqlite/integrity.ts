import type { Reader } from "../db.ts";

/** Returns `ok`, or SQLite's own description of what is wrong with the file. It reads the whole file. */
export function quickCheck(reader: Reader): string {
  const [row] = reader.statement("pragma quick_check").all() as [{ quick_check: string }];
  return row.quick_check;
}
