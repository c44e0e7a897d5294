/** Whether a database holds exactly what the migrations make: a trigger or a view of somebody else's could change answers. */
import { createHash } from "node:crypto";
import type { Statement } from "better-sqlite3";
import { readAsset } from "../../base/assets.ts";
import { InternalError } from "../../base/errors.ts";
import { MIGRATIONS, migrationSql } from "./migrate.ts";
import { openSqlite } from "./open.ts";

/** What statements can be prepared on: a handle, or a reader of the store. */
type Prepare = (sql: string) => Statement;

/** Tables, indexes, triggers and views by kind and name, each with its definition. */
type Parts = ReadonlyMap<string, string>;

interface Row {
  type: string;
  name: string;
  sql: string;
}

/** SQLite's own tables, and those in which Litestream notes how far it has copied. Nobody's trigger has such a name. */
const OF_OTHERS = /^(?:table|index) (?:sqlite_\w+|_litestream_(?:seq|lock))$/;

function rowsOf(prepare: Prepare): Row[] {
  return prepare("select type, name, sql from sqlite_schema where sql is not null").all() as Row[];
}

function partsOf(rows: readonly Row[]): Parts {
  const own = rows.filter(({ type, name }) => !OF_OTHERS.test(`${type} ${name}`));
  return new Map(own.map(({ type, name, sql }) => [`${type} "${name}"`, normalised(sql)]));
}

/** A text or a name in quotes, a comment, blanks. What looks like a comment within quotes is none. */
const PIECE = /('(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|--[^\n]*|\s+/g;

/** Upgrades and versions of SQLite write the same definition with other blanks, quotes around names and comments. */
function normalised(sql: string): string {
  return sql
    .replace(PIECE, (_, quoted?: string) =>
      quoted === undefined ? " " : ` ${/^"(\w+)"$/.exec(quoted)?.[1] ?? quoted} `,
    )
    .replace(/ +/g, " ")
    .replace(/ ?([(),;=<>|]) ?/g, "$1")
    .trim();
}

const made = new Map<number, Parts>();

/** What the first so many migrations make. */
function expected(version: number): Parts {
  const known = made.get(version);
  if (known) return known;
  const memory = openSqlite(":memory:", {});
  try {
    for (const migration of MIGRATIONS.slice(0, version)) memory.exec(migrationSql(migration));
    const parts = partsOf(rowsOf((sql) => memory.prepare(sql)));
    made.set(version, parts);
    return parts;
  } finally {
    memory.close();
  }
}

/** Which migrations there are and what they make, as digests. */
export interface SchemaMark {
  migrations: string;
  schema: string;
}

/** The file in which the build keeps the mark, because to run all migrations takes longer than the rest of the opening. */
export const MARK_FILE = "schema.json";

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function digestOfParts(parts: Parts): string {
  return digest([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The mark of this program, which runs all migrations. */
export function makeMark(): SchemaMark {
  return { migrations: digest(MIGRATIONS.map(migrationSql)), schema: digestOfParts(expected(MIGRATIONS.length)) };
}

/** The digest of what all migrations make, as the build has noted it; undefined when it knew other migrations, or none. */
function noted(): string | undefined {
  try {
    const { migrations, schema } = JSON.parse(readAsset(`dist/cli/${MARK_FILE}`).toString("utf8")) as SchemaMark;
    return migrations === digest(MIGRATIONS.map(migrationSql)) ? schema : undefined;
  } catch {
    return undefined;
  }
}

/** What was last found to be as it should, with its version: a file that is opened again mostly has the same. */
let lastGood = "";

/** @throws InternalError `store.foreign_schema` that names what is there and should not be, or is missing */
export function checkSchema(prepare: Prepare, path: string): void {
  const version = Number(prepare("pragma user_version").pluck().get());
  const rows = rowsOf(prepare);
  const all = JSON.stringify([version, rows]);
  if (all === lastGood) return;
  const found = partsOf(rows);
  // The mark only ever says that all is well: what differs is found out below.
  if (version === MIGRATIONS.length && !made.has(version) && digestOfParts(found) === noted()) return;
  const wanted = expected(version);
  const odd = [...found.keys()].filter((name) => found.get(name) !== wanted.get(name));
  const missing = [...wanted.keys()].filter((name) => !found.has(name));
  const differences = [
    ...odd.map((name) => (wanted.has(name) ? `${name} is another one` : `${name} is not of this program`)),
    ...missing.map((name) => `${name} is missing`),
  ];
  if (differences.length === 0) {
    lastGood = all;
    return;
  }
  throw new InternalError(`database ${path} was changed by somebody else: ${differences.slice(0, 3).join(", ")}`, {
    code: "store.foreign_schema",
    hint: "It might publish what nobody has approved. Find out who changed it, and restore a backup made before.",
  });
}
