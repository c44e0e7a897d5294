/** The wrong passwords of the last minutes. */
import { q, type Reader, type Tx } from "../db.ts";

export interface Tries {
  tries: number;
  last_at: number;
}

export function triesOf(reader: Reader, key: string): Tries | undefined {
  return reader.get(q.selectFrom("sign_in_tries").select(["tries", "last_at"]).where("key", "=", key));
}

export function saveTries(tx: Tx, key: string, tries: Tries): void {
  const insert = q.insertInto("sign_in_tries").values({ key, ...tries });
  tx.run(insert.onConflict((conflict) => conflict.column("key").doUpdateSet(tries)));
}

export function deleteTries(tx: Tx, which: { key: string } | { before: number }): void {
  const query = q.deleteFrom("sign_in_tries");
  tx.run("key" in which ? query.where("key", "=", which.key) : query.where("last_at", "<", which.before));
}
