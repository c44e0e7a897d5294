/**
 * Kills `reputation archive` again and again while it moves years of a shop's items: nothing may be lost or duplicated.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import { openDb, type Db } from "../../src/store/db.ts";
import { PROGRAM } from "../support/binary.ts";
import { fillYears } from "../support/years.ts";

export interface ArchiveTally {
  kills: number;
  /** The kills that hit the command in the middle, when some items had moved and others had not. */
  in_the_middle: number;
  archived: number;
  live: number;
  /** Rows of items, answers, sends and history that are in both places, in neither, or changed. */
  wrong: number;
}

const CONFIG = `accounts: [{id: a0, platform: wb, token: token, brand: one}]
brands: [{id: one, name: One}, {id: two, name: Two}]
ai: {provider: offline}
`;

const PARTS = [
  ["items", "id", "items_archive"],
  ["responses", "item_id", "responses_archive"],
  ["publish_attempts", "id", "publish_attempts_archive"],
  ["audit", "id", "audit_archive"],
  ["notes", "id", "notes_archive"],
] as const;

/** @param options.folder an empty folder for the database and the configuration */
export async function archiveTorture(options: {
  folder: string;
  kills: number;
  seed: number;
  items: number;
}): Promise<ArchiveTally> {
  const { folder, kills, seed, items } = options;
  writeFileSync(join(folder, "reputation.yaml"), CONFIG);
  const db = openDb(join(folder, "reputation.db"));
  const now = Date.now();
  await fillYears(db, { items, from: now - 800 * 86_400_000, to: now - 300 * 86_400_000 });
  const before = contents(db);
  const random = createRandom(seed);
  const tally = { kills: 0, in_the_middle: 0, archived: 0, live: 0, wrong: 0 };
  for (let last = -1; tally.kills < kills;) {
    await killed(folder, db, random);
    tally.kills++;
    const moved = countIn(db, "items_archive");
    if (moved > 0 && moved !== last) tally.in_the_middle++;
    last = moved;
    // Archived items are moved back, so that there is work until the end.
    if (moved > items / 4) await db.write((tx) => undo(db).forEach((sql) => tx.statement(sql).run()));
  }
  await finished(folder);
  tally.archived = countIn(db, "items_archive");
  tally.live = countIn(db, "items");
  tally.wrong = wrongIn(db, before);
  db.close();
  return tally;
}

function countIn(db: Db, table: string): number {
  return (db.statement(`select count(*) as n from ${table}`).get() as { n: number }).n;
}

function start(folder: string): ReturnType<typeof spawn> {
  const [program, ...words] = PROGRAM;
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, NODE_COMPILE_CACHE: join(folder, "compiled") };
  return spawn(program, [...words, "archive"], { cwd: folder, env, stdio: "ignore" });
}

/** Some kills hit the start, most a random moment after the first items have moved. */
async function killed(folder: string, db: Db, random: Random): Promise<void> {
  const before = countIn(db, "items_archive");
  const child = start(folder);
  const ended = once(child, "exit").then(() => true);
  if (random.chance(0.2)) await sleep(random.between(50, 600));
  else {
    for (let over = false; !over && countIn(db, "items_archive") === before;)
      over = await Promise.race([sleep(5, false), ended]);
    await sleep(random.between(0, 300));
  }
  child.kill("SIGKILL");
  await ended;
}

async function finished(folder: string): Promise<void> {
  const [code] = (await once(start(folder), "exit")) as [number];
  if (code !== 0) throw new Error(`archive ended with ${code}`);
}

/** The content of each row by its key, in either place. */
function contents(db: Db): Map<string, string> {
  const found = new Map<string, string>();
  for (const [table, key, archive] of PARTS) {
    for (const [place, from] of [
      ["live", table],
      ["archive", archive],
    ] as const) {
      const rows = db.statement(`select ${columnsOf(db, table)} from ${from}`).all() as Record<string, unknown>[];
      for (const row of rows) {
        const name = `${table} ${String(row[key])}`;
        const text = createHash("sha256")
          .update(JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))))
          .digest("base64");
        // The row is in both places, so neither counts as right.
        found.set(name, found.has(name) ? `twice (${place})` : text);
      }
    }
  }
  return found;
}

function wrongIn(db: Db, before: Map<string, string>): number {
  const after = contents(db);
  const gone = [...before].filter(([name, text]) => after.get(name) !== text).length;
  // A killed command leaves its job behind, and no item's history mentions it.
  const more = [...after.keys()].filter((name) => !before.has(name)).length;
  const apart = db
    .statement("select count(*) as n from responses_archive where item_id not in (select id from items_archive)")
    .get() as { n: number };
  return gone + more + apart.n;
}

const NAMES = ["items", "responses", "publish_attempts", "audit", "notes"] as const;

/** Every column that goes to the archive, whatever migrations have added. What a live answer repeats of its item does not. */
function columnsOf(db: Db, table: string): string {
  const sql = `select group_concat(name, ', ') as names from pragma_table_info('${table}')
    where name in (select name from pragma_table_info('${table}_archive'))`;
  return (db.statement(sql).get() as { names: string }).names;
}

function undo(db: Db): string[] {
  const back = NAMES.map((name) => {
    const columns = columnsOf(db, name);
    return `insert into ${name} (${columns}) select ${columns} from ${name}_archive`;
  });
  // The audit log's archive is never emptied by the program, which looks for the trigger that forbids it.
  const trigger = "audit_archive_is_not_deleted";
  const { sql } = db.statement("select sql from sqlite_schema where name = ?").get(trigger) as { sql: string };
  const empty = NAMES.toReversed().map((name) => `delete from ${name}_archive`);
  return [`drop trigger ${trigger}`, ...back, ...empty, sql];
}
