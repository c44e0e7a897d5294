/**
 * How many cabinets one daemon carries: the sandbox in a process of its own, a real daemon with a file of its own, and
 * the real schedule, each cabinet polled twice every five minutes. Nothing is compressed: a window of that interval is
 * watched, and since polls are spread over the interval, a minute of it is like any other.
 * Run: npm run bench:cells [-- --cabinets 100,1000,5000,20000] [-- --seconds 60]
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import BetterSqlite3 from "better-sqlite3";
import { parseConfig } from "../src/config/load.ts";
import { cabinetsConfig, markPolled, pollSlots } from "./cells/cabinets.ts";
import type { Market } from "./cells/market.ts";
import { percentile, seconds } from "./payload.ts";
import { BIN, cpuMs, rssMb, said } from "./processes.ts";

const { values } = parseArgs({
  options: { cabinets: { type: "string", default: "100,1000,5000,20000" }, seconds: { type: "string" } },
});
const TOKEN = "a-token-of-the-bench-0123456789";
const MB = 1024 * 1024;
/** The default schedule: each cabinet's reviews and questions. */
const [POLLS, INTERVAL_S] = [2, 300];
/** The first polls after a start wait for connections and compiled code; they are not counted. */
const WARM_UP_S = 15;
/** The longest a daemon may take to start. */
const PATIENCE_MS = 240_000;
const MARKET = join(import.meta.dirname, "cells", "market.ts");

interface Figures {
  cabinets: number;
  config_mb: number;
  config_s: number;
  first_ready_s: number;
  ready_s: number;
  due_per_s: number;
  /** Those that have ended. */
  polls_per_s: number;
  late_p50_ms: number;
  late_p99_ms: number;
  late_max_ms: number;
  /** From the start of a poll to its end, the median. */
  poll_ms: number;
  /** Polls that were due and had not started at the end of the window, or were skipped within it. */
  not_started: number;
  failed: number;
  daemon_cores: number;
  market_cores: number;
  rss_mb: number;
  loop_p99_ms: number;
  loop_max_ms: number;
  file_mb: number;
  kb_per_poll: number;
  metrics_ms: number;
  metrics_kb: number;
  status_ms: number;
}

async function measure(cabinets: number, windowS: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "reputation-cells-"));
  const market = spawn(process.execPath, [MARKET, String(Math.ceil(cabinets / 3))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const at = JSON.parse(await said(market.stdout, "}\n")) as Market;
    const file = join(folder, "reputation.yaml");
    const text = cabinetsConfig(cabinets, at, TOKEN);
    writeFileSync(file, text, { mode: 0o600 });
    const config_s = await seconds(() => parseConfig(text, file, {}));
    await markPolled(text, file);
    const first = await startDaemon(file, folder);
    await ended(first.process, "SIGTERM");
    const daemon = await startDaemon(file, folder);
    const watched = await watch(daemon, market, folder, cabinets, windowS);
    await ended(daemon.process, "SIGTERM");
    const size = Buffer.byteLength(text) / MB;
    return { cabinets, config_mb: size, config_s, first_ready_s: first.tookS, ready_s: daemon.tookS, ...watched };
  } finally {
    market.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Daemon {
  process: ChildProcess;
  url: string;
  tookS: number;
  config: string;
}

/** The log goes into a file, as under a service manager; a pipe that nobody reads in time would be part of the figures. */
async function startDaemon(config: string, folder: string): Promise<Daemon> {
  const log = join(folder, "daemon.log");
  const start = performance.now();
  const daemon = spawn(process.execPath, [BIN, "daemon", "--config", config], {
    stdio: ["ignore", "ignore", openSync(log, "w")],
  });
  for (;;) {
    const started = readFileSync(log, "utf8")
      .split("\n")
      .find((line) => line.includes('"daemon started"'));
    const tookS = (performance.now() - start) / 1000;
    if (started !== undefined) {
      return { process: daemon, url: (JSON.parse(started) as { http: string }).http, tookS, config };
    }
    if (daemon.exitCode !== null || tookS * 1000 > PATIENCE_MS) {
      daemon.kill("SIGKILL");
      throw new Error(
        `the daemon has not started within ${tookS.toFixed(0)} s:\n${readFileSync(log, "utf8").slice(-2000)}`,
      );
    }
    await sleep(50);
  }
}

async function ended(daemon: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (daemon.exitCode !== null) return;
  const gone = once(daemon, "exit");
  daemon.kill(signal);
  await gone;
}

type Watched = Omit<Figures, "cabinets" | "config_mb" | "config_s" | "first_ready_s" | "ready_s">;

async function watch(
  daemon: Daemon,
  market: ChildProcess,
  folder: string,
  cabinets: number,
  windowS: number,
): Promise<Watched> {
  await sleep(WARM_UP_S * 1000);
  const pid = daemon.process.pid;
  await scrape(daemon.url);
  const [from, bytes] = [Date.now(), usedBytes(folder)];
  const before = { start: performance.now(), daemon: cpuMs(pid), market: cpuMs(market.pid) };
  await sleep(windowS * 1000);
  const took = performance.now() - before.start;
  const [daemonCpu, marketCpu] = [cpuMs(pid) - before.daemon, cpuMs(market.pid) - before.market];
  const rss_mb = rssMb(pid);
  const to = Date.now();
  const { text, ms } = await scrape(daemon.url);
  const polls = readPolls(join(folder, "cell.db"), from, to);
  const statusS = await seconds(() => statusEnds(daemon.config));
  const lag = (name: string): number =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (.+)$`, "m").exec(text)?.[1]);
  const grown = usedBytes(folder) - bytes;
  return {
    due_per_s: (cabinets * POLLS) / INTERVAL_S,
    polls_per_s: polls.took.length / (took / 1000),
    late_p50_ms: percentile(polls.late, 0.5),
    late_p99_ms: percentile(polls.late, 0.99),
    late_max_ms: percentile(polls.late, 1),
    poll_ms: percentile(polls.took, 0.5),
    not_started: polls.waiting,
    failed: polls.failed,
    daemon_cores: daemonCpu / took,
    market_cores: marketCpu / took,
    rss_mb,
    loop_p99_ms: lag("p99") * 1000,
    loop_max_ms: lag("max") * 1000,
    file_mb: fileBytes(folder) / MB,
    kb_per_poll: grown / 1024 / Math.max(1, polls.took.length),
    metrics_ms: ms,
    metrics_kb: Buffer.byteLength(text) / 1024,
    status_ms: statusS * 1000,
  };
}

interface Polls {
  /** Of those that started in the window, and of those that wait at its end, so far; ms. */
  late: number[];
  took: number[];
  waiting: number;
  failed: number;
}

/** How late polls start, beside the schedule's own time. */
function readPolls(path: string, from: number, to: number): Polls {
  const db = new BetterSqlite3(path, { readonly: true });
  const list = (sql: string): number[] => db.prepare(sql).pluck().all() as number[];
  const count = (sql: string): number => db.prepare(sql).pluck().get() as number;
  const polls = "from jobs where kind like 'poll_%'";
  const ended = `${polls} and finished_at between ${from} and ${to}`;
  const started = list(`select started_at - scheduled_for ${polls} and started_at between ${from} and ${to}`);
  const waiting = list(`select ${to} - scheduled_for ${polls} and started_at is null and scheduled_for <= ${to}`);
  // What the scheduler itself has not come to yet, and what it has skipped because the last poll was still under way.
  const unfired = list(
    `select ${to} - next_at from schedules where enabled and kind like 'poll_%' and next_at <= ${to}`,
  );
  const skipped = count(
    `select count(*) from schedule_fires where outcome = 'skipped' and recorded_at between ${from} and ${to}`,
  );
  const took = list(`select finished_at - started_at ${ended} and state = 'done'`);
  const failed = count(`select count(*) ${ended} and (attempt > 1 or state = 'failed')`);
  db.close();
  return {
    late: [...started, ...waiting, ...unfired],
    took,
    waiting: waiting.length + unfired.length + skipped,
    failed,
  };
}

async function scrape(url: string): Promise<{ text: string; ms: number }> {
  const start = performance.now();
  const reply = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`/metrics was answered with ${reply.status}: ${text}`);
  return { text, ms: performance.now() - start };
}

async function statusEnds(config: string): Promise<void> {
  await once(spawn(process.execPath, [BIN, "status", "--json", "--config", config], { stdio: "ignore" }), "exit");
}

/** What the pages in use have, also those that are in the write-ahead log only, which is kept at one size. */
function usedBytes(folder: string): number {
  const db = new BetterSqlite3(join(folder, "cell.db"), { readonly: true });
  const pages = (name: string): number => Number(db.pragma(name, { simple: true }));
  const bytes = (pages("page_count") - pages("freelist_count")) * pages("page_size");
  db.close();
  return bytes;
}

function fileBytes(folder: string): number {
  return ["cell.db", "cell.db-wal"].reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Why it is too much, in the order in which it hurts; undefined while it is not. */
function verdict(figures: Figures): string {
  const isLate = figures.late_p99_ms > 60_000 || figures.not_started > figures.cabinets / 100;
  if (!isLate) return "carried";
  if (figures.daemon_cores > 0.9) return "TOO MANY: the daemon's one thread is full";
  if (figures.market_cores > 0.9) return "TOO MANY for the sandbox, whose one thread is full";
  return "TOO MANY: neither thread is full, so the disk, the slots of the lanes or other work on the machine is";
}

function print(figures: Figures): void {
  process.stdout.write(
    `\n${figures.cabinets} cabinets, ${pollSlots(figures.cabinets)} polls at a time for each marketplace, load ${(loadavg()[0] ?? 0).toFixed(1)}: ${verdict(figures)}\n`,
  );
  for (const [name, value] of Object.entries(figures)) {
    process.stdout.write(`  ${name.padEnd(16)} ${value >= 100 ? value.toFixed(0) : value.toFixed(2)}\n`);
  }
}

if (!existsSync(join(BIN, "../../dist/cli/main.js"))) throw new Error("build first: npm run build");
process.stdout.write(
  "Real intervals (5 minutes, two polls a cabinet), not compressed; all cabinets show one small shop, polled before;\n" +
    "one new review in fifteen minutes and cabinet is analysed and drafted (built-in AI), none is sent.\n",
);
for (const cabinets of values.cabinets.split(",").map(Number)) {
  // In a minute each cabinet of a hundred has less than half a poll; the more there are, the longer a queue takes to show.
  const windowS = values.seconds === undefined ? Math.min(150, 60 + cabinets / 100) : Number(values.seconds);
  print(await measure(cabinets, windowS));
}
