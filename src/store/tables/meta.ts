import type { ZodType } from "zod";
import { q, type Reader, type Tx } from "../db.ts";

/** A stored value; undefined when there is none, or when it has an older version's form. */
export function getMeta<T>(reader: Reader, key: string, form: ZodType<T>): T | undefined {
  // Every claim reads this, and building a query takes longer than running a prepared one.
  const row = reader.statement("select value from meta where key = ?").get(key) as { value: string } | undefined;
  return row === undefined ? undefined : form.safeParse(JSON.parse(row.value)).data;
}

const FIELD = "select 1 from meta where key = ? and value ->> ? = ?";

/** Whether the stored object has this value. Every claim asks, and to read and check the whole object takes longer. */
export function hasMetaField(reader: Reader, key: string, field: string, value: string): boolean {
  return reader.statement(FIELD).get(key, field, value) !== undefined;
}

const SET = `insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value`;

export function setMeta(tx: Tx, key: string, value: unknown): void {
  tx.statement(SET).run(key, JSON.stringify(value));
}

export function deleteMeta(tx: Tx, key: string): void {
  tx.run(q.deleteFrom("meta").where("key", "=", key));
}
