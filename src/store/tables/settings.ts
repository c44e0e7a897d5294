/** The values that people have changed on the pages; they win over the configuration file's. */
import { existsSync } from "node:fs";
import type { StoredSetting } from "../../domain/setting.ts";
import { userByLogin } from "./users.ts";
import { openDb, q, type Reader, type Tx } from "../db.ts";

export function listSettings(reader: Reader): StoredSetting[] {
  const rows = reader.all(q.selectFrom("settings").selectAll().orderBy("path"));
  return rows.map((row) => ({ ...row, value: JSON.parse(row.value) as unknown }));
}

export function settingAt(reader: Reader, path: string): StoredSetting | undefined {
  return listSettings(reader).find((row) => row.path === path);
}

export function saveSetting(tx: Tx, { value, ...row }: StoredSetting): void {
  const stored = { ...row, value: JSON.stringify(value) };
  tx.run(
    q
      .insertInto("settings")
      .values(stored)
      .onConflict((conflict) => conflict.column("path").doUpdateSet(stored)),
  );
}

export function deleteSetting(tx: Tx, path: string): void {
  tx.run(q.deleteFrom("settings").where("path", "=", path));
}

/** A stored value with the name that colleagues know its author by. */
export interface NamedSetting extends StoredSetting {
  name: string;
}

/**
 * The stored values of a database that is only looked at: none when it is not there yet, or of a version without them.
 * @throws InternalError `store.*`
 */
export function lookAtSettings(path: string): NamedSetting[] {
  if (!existsSync(path)) return [];
  const db = openDb(path, { readonly: true });
  try {
    const known = db.statement("select 1 from sqlite_schema where name = 'settings'").get();
    return known === undefined ? [] : listSettings(db).map((row) => ({ ...row, name: nameOf(db, row.changed_by) }));
  } finally {
    db.close();
  }
}

/** The name that colleagues know somebody by. @param actor as in the audit log */
export function nameOf(reader: Reader, actor: string): string {
  const login = actor.replace(/^person:/, "");
  return userByLogin(reader, login)?.name ?? login;
}
