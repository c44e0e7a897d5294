/**
 * Figures and archive of 200,000 items over two years, next to plain SQL doing the same, in one run.
 * Run: npm run bench:analytics
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { DAY_MS } from "../src/base/clock.ts";
import { addDays, dayOf, dayRange } from "../src/domain/calendar.ts";
import { archiveBatch } from "../src/store/tables/archive.ts";
import { calculateDay, changedMoments } from "../src/store/views/analytics.ts";
import { openDb } from "../src/store/db.ts";
import { fillYears } from "../test/support/years.ts";

const ITEMS = 200_000;
const ZONE = "Europe/Moscow";
const now = Date.now();

const folder = mkdtempSync(join(tmpdir(), "reputation-bench-"));
const path = join(folder, "years.db");
const db = openDb(path);
await fillYears(db, { items: ITEMS, from: now - 730 * DAY_MS, to: now });
const plain = new BetterSqlite3(path);
const rows: [what: string, ours: number, plainSql: number | null][] = [];

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Only what was written on the day, each sum once: nobody counts less. */
const PLAIN =
  plain.prepare(`select platform, brand_id, count(*), avg(rating), sum(status = 'published'), avg(published_at - created_at)
  from items where created_at >= ? and created_at < ? group by 1, 2`);

const calculate = (day: string): Promise<void> =>
  db.write((tx) => void calculateDay(tx, day, dayRange(day, ZONE), now));
const counted = (from: string, to: string): unknown => PLAIN.all(dayRange(from, ZONE).from, dayRange(to, ZONE).to);

const today = dayOf(now, ZONE);
const yesterday = addDays(today, -1);
await calculate(yesterday);
rows.push(["a day", await timed(() => calculate(yesterday)), await timed(() => counted(yesterday, yesterday))]);

const month = Array.from({ length: 30 }, (_, i) => addDays(today, -1 - i));
rows.push([
  "a month, day by day",
  await timed(async () => {
    for (const day of month) await calculate(day);
  }),
  await timed(() => month.forEach((day) => counted(day, day))),
]);

let days: string[] = [];
const finding = await timed(() => {
  days = [...new Set(changedMoments(db, 0, now - 731 * DAY_MS).map((ms) => dayOf(ms, ZONE)))];
});
rows.push([
  `finding the ${days.length} days that changed`,
  finding,
  await timed(() => plain.prepare("select distinct created_at / 86400000 from items").all()),
]);
rows.push([
  `all ${days.length} of them`,
  await timed(async () => {
    for (const day of days) await calculate(day);
  }),
  await timed(() => days.forEach((day) => counted(day, day))),
]);

let moved = 0;
const archiving = await timed(async () => {
  const limits = { before: now - 365 * DAY_MS, moderatedSince: now };
  for (let batch = 200; batch === 200; moved += batch)
    batch = await db.write((tx) => archiveBatch(tx, limits, 200, now));
});
db.close();
plain.close();
const copy = new BetterSqlite3(join(folder, "plain.db"));
copy.pragma("journal_mode = wal");
copy.pragma("synchronous = full");
copy.exec("create table a (id integer primary key, text); create table b (id integer primary key, text)");
copy
  .prepare(
    `with recursive n (i) as (values (1) union all select i + 1 from n where i < ?) insert into a select i, printf('%.800c', 'x') from n`,
  )
  .run(moved);
const plainMove = await timed(() => {
  for (let at = 0; at < moved; at += 200) {
    copy.transaction(() => {
      copy.prepare("insert into b select * from a where id > ? and id <= ?").run(at, at + 200);
      copy.prepare("delete from a where id > ? and id <= ?").run(at, at + 200);
    })();
  }
});
copy.close();
rows.push([`archiving ${moved} items of a year`, archiving, plainMove]);
rmSync(folder, { recursive: true, force: true });

for (const [what, ours, sql] of rows) {
  const ratio = sql === null ? "" : `${(ours / sql).toFixed(1)} ×`;
  process.stdout.write(
    `${what.padEnd(40)} ${ours.toFixed(1).padStart(9)} ms   plain SQL ${sql?.toFixed(1).padStart(9) ?? ""} ms   ${ratio}\n`,
  );
}
