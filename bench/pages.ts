/**
 * How fast the managers' pages are among 200,000 items, with a daemon that works beside: what a list and an item take,
 * what fifty managers cost, what is transferred and when it is seen.
 * Run: npm run bench:pages [-- --items 200000] [-- --managers 50] [-- --seconds 60] (300 for five minutes)
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import BetterSqlite3 from "better-sqlite3";
import { openBusyShop, type BusyShop } from "./pages/busy-shop.ts";
import { visitInbox } from "./pages/browser.ts";
import { letClick, type Clicks } from "./pages/managers.ts";
import { createVisitor, type Visitor } from "./pages/visitor.ts";
import { percentile } from "./payload.ts";
import { cpuMs } from "./processes.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "200000" },
    managers: { type: "string", default: "50" },
    seconds: { type: "string", default: "60" },
  },
});
const ROUNDS = 60;

interface Line {
  what: string;
  value: number;
  limit?: number;
  /** Beside what the same is without the pages. */
  ratio?: [number, string];
  unit: string;
}

function print({ what, value, limit, ratio, unit }: Line): void {
  const shown = (n: number): string => (n >= 100 ? n.toFixed(0) : n.toFixed(n >= 10 ? 1 : 2));
  const verdict = limit === undefined ? "" : value <= limit ? "" : "  OVER";
  const beside = ratio === undefined ? "" : `${shown(value / ratio[0])} × ${ratio[1]} (${shown(ratio[0])})`;
  const columns = [what.padEnd(44), `${shown(value)} ${unit}`.padStart(14), (limit ?? "").toString().padStart(7), "  "];
  process.stdout.write(`${columns.join("")}${beside}${verdict}\n`);
}

/** The lists that are asked for, and what each may take. */
const LISTS: readonly [what: string, path: string][] = [
  ["inbox", "/inbox"],
  ["inbox, urgent", "/inbox?tab=urgent"],
  ["inbox, all", "/inbox?tab=all"],
  ["inbox, all, newest first", "/inbox?tab=all&sort=newest"],
  ["inbox, by stars and marketplace", "/inbox?mp=wb&stars=1&stars=2"],
  ["inbox, all of a topic with text", "/inbox?tab=all&topic=quality&has=text"],
  ["inbox, searched: «молния»", `/inbox?q=${encodeURIComponent("молния")}`],
  ["inbox, all, searched: «платья»", `/inbox?tab=all&q=${encodeURIComponent("платья")}`],
  ["sent", "/sent"],
  ["sent, within a year", "/sent?period=days"],
  ["sent, within a year, of one person, changed", "/sent?period=days&by=person:anna&edit=edited"],
  ["sent, within a year, taken down: none", "/sent?period=days&state=rejected"],
];

/** The fewest queries that an inbox can be made of: its rows, and how many there are. */
function bareQueries(path: string): () => void {
  const db = new BetterSqlite3(path, { readonly: true });
  const waits = "status in ('pending_review', 'escalated', 'error')";
  const rows = db.prepare(`select * from items where ${waits} order by priority desc, created_at, id limit 26`);
  const count = db.prepare(`select count(*) from items where ${waits}`);
  return () => void [rows.all(), count.get()];
}

/** Each page in turn, again and again, so that a slow moment of the machine hits all alike. */
async function timePages(shop: BusyShop): Promise<void> {
  const [session = ""] = shop.sessions;
  const visitor = createVisitor(shop.url, session);
  const ids = [...(await visitor.page("/inbox")).matchAll(/href="(\/inbox\/\d+)/g)].map(([, path = ""]) => path);
  const bare = bareQueries(shop.database);
  const took = new Map<string, number[]>();
  const note = (name: string, ms: number): void => void took.set(name, [...(took.get(name) ?? []), ms]);
  for (let round = -5; round < ROUNDS; round++) {
    const start = performance.now();
    bare();
    const bareMs = performance.now() - start;
    const times: [string, number][] = [
      ["bare", bareMs],
      ["empty", await visitor.time("/link")],
    ];
    for (const [name, path] of LISTS) times.push([name, await visitor.time(path)]);
    times.push(["item", await visitor.time(ids[Math.abs(round) % ids.length] ?? "/inbox")]);
    if (round >= 0) for (const [name, ms] of times) note(name, ms);
  }
  const p95 = (name: string): number => percentile(took.get(name) ?? [], 0.95);
  const [empty, query] = [p95("empty"), p95("bare")];
  print({ what: "an empty page, p95", value: empty, unit: "ms" });
  print({ what: "the bare queries of the inbox, p95", value: query, unit: "ms" });
  for (const [name] of LISTS) {
    print({ what: `${name}, p95`, value: p95(name), limit: 60, ratio: [empty, "an empty page"], unit: "ms" });
  }
  print({ what: "item, p95", value: p95("item"), limit: 40, ratio: [empty, "an empty page"], unit: "ms" });
  print({ what: "inbox, p95", value: p95("inbox"), ratio: [query, "the bare queries"], unit: "ms" });
  await timeProcessor(shop, visitor, [["an empty page", "/link"], ...LISTS, ["item", ids[0] ?? "/inbox"]]);
  await visitor.close();
}

/**
 * Processor time of the daemon for a page, the mean of many, without what it does meanwhile. Others may use the machine,
 * so that it tells more than the clock.
 */
async function timeProcessor(
  shop: BusyShop,
  visitor: Visitor,
  pages: readonly (readonly [string, string])[],
): Promise<void> {
  const own = await costOf(shop, () => sleep(3000));
  for (const [what, path] of pages) {
    const cost = await costOf(shop, async () => {
      for (let i = 0; i < ROUNDS; i++) await visitor.time(path);
    });
    const value = (cost.cpu - (own.cpu / own.ms) * cost.ms) / ROUNDS;
    print({ what: `${what}, processor`, value, unit: "ms" });
  }
}

async function costOf({ pid }: BusyShop, work: () => Promise<unknown>): Promise<{ cpu: number; ms: number }> {
  const [start, before] = [performance.now(), cpuMs(pid)];
  await work();
  return { cpu: cpuMs(pid) - before, ms: performance.now() - start };
}

/** How late the jobs started that came due in this time, ms. */
function startLatencies({ database }: BusyShop, from: number, to: number): number[] {
  const db = new BetterSqlite3(database, { readonly: true });
  const late = db
    .prepare(`select started_at - max(run_at, created_at) from jobs
      where attempt = 1 and started_at is not null and max(run_at, created_at) between ? and ?`)
    .pluck()
    .all(from, to) as number[];
  db.close();
  return late;
}

/** A time with or without managers. */
interface Window {
  cpu: number;
  ms: number;
  late: number[];
}

const WINDOW_MS = 20_000;

/** Windows with and without managers take turns, so that what else the machine does hits both. */
async function timeManagers(shop: BusyShop, forMs: number): Promise<void> {
  const [alone, beside]: [Window[], Window[]] = [[], []];
  const clicks: Clicks = { took: [], decisions: 0 };
  for (let left = forMs; left > 0; left -= WINDOW_MS) {
    const windowMs = Math.min(left, WINDOW_MS);
    alone.push(await watched(shop, () => sleep(windowMs)));
    beside.push(await watched(shop, () => letClick(shop.url, shop.sessions, windowMs, clicks)));
  }
  const who = `${shop.sessions.length} managers`;
  process.stdout.write(
    `\n${who}: ${clicks.took.length} clicks in ${forMs / 1000} s, ${clicks.decisions} decisions; ${beside.flatMap(({ late }) => late).length} jobs\n`,
  );
  print({ what: "a click, p95", value: percentile(clicks.took, 0.95), unit: "ms" });
  const cores = (list: Window[]): number => mean(list.map(({ cpu, ms }) => cpu / ms));
  const ratio: [number, string] = [cores(alone), "alone"];
  print({ what: `${who}: the daemon's processor`, value: cores(beside), limit: 0.5, unit: "cores", ratio });
  for (const [name, share] of [
    ["median", 0.5],
    ["p99", 0.99],
  ] as const) {
    const late = (list: Window[]): number =>
      percentile(
        list.flatMap((one) => one.late),
        share,
      );
    const limit = share === 0.99 ? { limit: Math.ceil((late(alone) * 4) / 3) } : {};
    print({
      what: `start of a job, ${name}`,
      value: late(beside),
      ...limit,
      unit: "ms",
      ratio: [late(alone), "alone"],
    });
  }
}

async function watched(shop: BusyShop, work: () => Promise<unknown>): Promise<Window> {
  const from = Date.now();
  const cost = await costOf(shop, work);
  return { ...cost, late: startLatencies(shop, from, Date.now()) };
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0) / list.length;
}

async function timeBrowser(shop: BusyShop): Promise<void> {
  const visit = await visitInbox(shop.url, shop.sessions[0] ?? "");
  const kb = (bytes: number): number => bytes / 1024;
  print({ what: "transferred at the first visit", value: kb(visit.firstBytes), limit: 45, unit: "KB" });
  print({ what: "transferred afterwards", value: kb(visit.againBytes), limit: 15, unit: "KB" });
  const ratio: [number, string] = [visit.emptyPaint, "an empty page"];
  print({ what: "first paint at the first visit", value: visit.firstPaint, limit: 150, unit: "ms", ratio });
  print({ what: "first paint afterwards", value: visit.againPaint, limit: 150, unit: "ms", ratio });
  print({ what: "a row opened by a whole page", value: visit.rowByPage, limit: 150, unit: "ms", ratio });
  const part = visit.rowByPart;
  print({
    what: "a row opened by a click, its card exchanged",
    value: part,
    limit: 150,
    unit: "ms",
    ratio: [visit.rowByPage, "the whole page"],
  });
}

const folder = mkdtempSync(join(tmpdir(), "reputation-pages-"));
try {
  const shop = await openBusyShop(folder, Number(values.items), Number(values.managers));
  process.stdout.write(
    `${values.items} items, a daemon that works\n${"".padEnd(44)}${"value".padStart(14)}  limit  ratio\n`,
  );
  await timePages(shop);
  await timeBrowser(shop);
  await timeManagers(shop, Number(values.seconds) * 1000);
  await shop.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
