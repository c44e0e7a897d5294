import type { ZodType } from "zod";
import { q, type Reader, type Tx } from "../db.ts";

/** A remembered value; undefined when there is none, or one of another form (an older version's). */
export function getMeta<T>(reader: Reader, key: string, form: ZodType<T>): T | undefined {
  // Asked with each claim: a query that is built anew each time takes longer than to run it.
  const row = reader.statement("select value from meta where key = ?").get(key) as { value: string } | undefined;
  return row === undefined ? undefined : form.safeParse(JSON.parse(row.value)).data;
}

export function setMeta(tx: Tx, key: string, value: unknown): void {
  const json = JSON.stringify(value);
  const insert = q.insertInto("meta").values({ key, value: json });
  tx.run(insert.onConflict((conflict) => conflict.column("key").doUpdateSet({ value: json })));
}

export function deleteMeta(tx: Tx, key: string): void {
  tx.run(q.deleteFrom("meta").where("key", "=", key));
}
