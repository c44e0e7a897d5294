import BetterSqlite3 from "better-sqlite3";
import { nativeBinding } from "./native.ts";

/**
 * The only place that opens a database file.
 * @throws SqliteError, or InternalError `store.native` when the addon cannot be loaded
 */
export function openSqlite(path: string, options: BetterSqlite3.Options): BetterSqlite3.Database {
  const binding = nativeBinding();
  // The type asks for a path, but better-sqlite3 13 accepts the loaded addon as an object.
  return new BetterSqlite3(path, binding ? { ...options, nativeBinding: binding as unknown as string } : options);
}
