import type { Reader } from "../db.ts";

/** `ok`, or what is wrong with the file in SQLite's words. Reads all of it. */
export function quickCheck(reader: Reader): string {
  const [row] = reader.statement("pragma quick_check").all() as [{ quick_check: string }];
  return row.quick_check;
}
