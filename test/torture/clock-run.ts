/** The driver of the clock torture: a daemon whose wall clock is set ahead and back again and again while it works. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import BetterSqlite3 from "better-sqlite3";
import { DAY_MS, HOUR_MS, MINUTE_MS, systemClock } from "../../src/base/clock.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { PLATFORMS } from "../../src/domain/platform.ts";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { PROGRAM } from "../support/binary.ts";
import type { Verdict } from "./run.ts";

export interface ClockOptions {
  /** An empty folder for the database, the configuration and the log. */
  folder: string;
  jumps: number;
  seed: number;
  /** How soon all polls have to be back, ms; a busy machine needs longer than two intervals. */
  backWithinMs?: number;
  say?: (line: string) => void;
}

const POLL_EVERY_S = 5;
/** Two intervals, and the time that a poll itself takes on a busy machine. */
const BACK_WITHIN_MS = 2 * POLL_EVERY_S * 1000 + 5000;
const OFFSETS = [
  -DAY_MS,
  -HOUR_MS,
  -MINUTE_MS,
  45_000,
  HOUR_MS,
  3 * HOUR_MS,
  DAY_MS,
  30 * DAY_MS,
  365 * DAY_MS,
  3650 * DAY_MS,
];
/** How long the clock is wrong: shorter and longer than the daemon's own looks at it. */
const SHORTEST_MS = 500;
const LONGEST_MS = 14_000;
const DRAIN_MS = 90_000;

interface Daemon {
  kill(): Promise<void>;
}

interface World extends ClockOptions {
  sandbox: Sandbox;
  random: Random;
  /** When the sandbox was last asked for each poll's list, by operation. */
  late: string[];
  added: number;
  daemon: Daemon;
}

/** Runs it and judges what the marketplaces and the database hold afterwards. */
export async function clockTorture(options: ClockOptions): Promise<Verdict> {
  const sandbox = await startSandbox({ clock: systemClock, items: [] });
  writeFileSync(join(options.folder, "reputation.yaml"), configOf(sandbox), { mode: 0o600 });
  set(options.folder, 0);
  const random = createRandom(options.seed);
  const world: World = { ...options, sandbox, random, late: [], added: 0, daemon: startDaemon(options.folder) };
  await pollsGoOn(world, "the start", 60_000);
  for (let jump = 1; jump <= options.jumps; jump++) await oneJump(world, jump);
  await until(() => unanswered(world).length === 0, DRAIN_MS);
  await world.daemon.kill();
  const verdict = judge(world);
  await sandbox.close();
  return verdict;
}

async function oneJump(world: World, jump: number): Promise<void> {
  const { random, folder } = world;
  const offset = OFFSETS[random.between(0, OFFSETS.length - 1)] ?? 0;
  const dwell = random.between(SHORTEST_MS, LONGEST_MS);
  const kills = random.between(0, 3) === 0;
  addReviews(world);
  set(folder, offset);
  await sleep(dwell / 2);
  addReviews(world);
  if (kills) {
    await world.daemon.kill();
    world.daemon = startDaemon(folder);
  }
  await sleep(dwell / 2);
  set(folder, 0);
  const what = `jump ${jump}: ${(offset / 1000).toFixed(0)} s for ${(dwell / 1000).toFixed(1)} s${kills ? ", killed" : ""}`;
  await pollsGoOn(world, what, kills ? 30_000 : (world.backWithinMs ?? BACK_WITHIN_MS));
  world.say?.(`${what}; ${unanswered(world).length} of ${world.added} unanswered`);
}

/** Stars without words of each marketplace, which the rule answers by itself. */
function addReviews(world: World): void {
  const items = PLATFORMS.map((platform) => {
    const id = `${platform}-${++world.added}`;
    return { id, platform, rating: 5, text: "", createdAt: Math.floor(Date.now() / 1000) * 1000 };
  });
  world.sandbox.world.add(items);
}

function unanswered({ sandbox }: World): string[] {
  return sandbox.world.items().flatMap(({ id, received }) => (received.length === 0 ? [id] : []));
}

/** Waits until each poll has succeeded once more than before. */
async function pollsGoOn(world: World, what: string, within: number): Promise<void> {
  const before = pollsDone(world.folder);
  const begin = performance.now();
  const silent = (): string[] => {
    const now = pollsDone(world.folder);
    return POLL_KINDS.filter((kind) => (now.get(kind) ?? 0) <= (before.get(kind) ?? 0));
  };
  await until(() => silent().length === 0, within);
  const stillSilent = silent();
  if (stillSilent.length === 0) return;
  await until(() => silent().length === 0, 60_000);
  const took = silent().length > 0 ? "never" : `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  world.late.push(`${what}: ${stillSilent.join(", ")} again after ${took}`);
}

/** The latest finished job of each poll, by its id: ids grow with the work, whatever the clock says. */
function pollsDone(folder: string): Map<string, number> {
  const rows = read<{ kind: string; id: number }>(
    folder,
    "select kind, max(id) as id from jobs where kind like 'poll_%' and state = 'done' group by kind",
  );
  return new Map(rows.map(({ kind, id }) => [kind, id]));
}

function read<T>(folder: string, sql: string): T[] {
  try {
    const db = new BetterSqlite3(join(folder, "reputation.db"), { readonly: true, fileMustExist: true });
    const rows = db.prepare(sql).all() as T[];
    db.close();
    return rows;
  } catch {
    // The daemon has not made it yet.
    return [];
  }
}

async function until(fact: () => boolean, within: number): Promise<void> {
  const end = performance.now() + within;
  while (!fact() && performance.now() < end) await sleep(200);
}

/** In one step, so that the daemon never reads half a number. */
function set(folder: string, offset: number): void {
  writeFileSync(join(folder, "offset.new"), String(offset));
  renameSync(join(folder, "offset.new"), join(folder, "offset"));
}

function startDaemon(folder: string): Daemon {
  const log = openSync(join(folder, "daemon.log"), "a");
  const [program, ...first] = PROGRAM;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, "set-clock.ts")).href}`,
    CLOCK_OFFSET_FILE: join(folder, "offset"),
  };
  const child: ChildProcess = spawn(program, [...first, "daemon"], { cwd: folder, env, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = once(child, "exit");
  return {
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function configOf(sandbox: Sandbox): string {
  return sandboxConfig(sandbox, {
    database: "./reputation.db",
    ai: { provider: "offline" },
    approval: {
      undo_window: "0s",
      daily_cap: 100_000,
      rules: [{ name: "stars", when: { has_text: false }, then: "approve" }],
    },
    publish: { recheck_after: "1s" },
    schedule: Object.fromEntries(POLL_KINDS.map((kind) => [kind, { cron: `*/${POLL_EVERY_S} * * * * *` }])),
    http: { listen: "127.0.0.1:0" },
  });
}

function judge(world: World): Verdict {
  const { sandbox, folder, added, late } = world;
  const items = sandbox.world.items();
  const rows = read<{ external_id: string; status: string }>(folder, "select external_id, status from items");
  const [archived] = read<{ n: number }>(folder, "select count(*) as n from items_archive");
  const doubled = items
    .filter(({ received }) => received.length > 1)
    .map(({ id, received }) => `${id}: ${received.length}`);
  const notPublished = rows
    .filter(({ status }) => status !== "published")
    .map((row) => `${row.external_id}: ${row.status}`);
  return {
    table: [
      ["jumps", String(world.jumps)],
      ["reviews", String(added)],
      ["stored", String(rows.length)],
      ["doubled", String(doubled.length)],
      ["unanswered", String(unanswered(world).length)],
      ["archived early", String(archived?.n ?? "?")],
      ["polls late", String(late.length)],
    ],
    checks: [
      { name: "each review is stored once", wrong: rows.length === added ? [] : [`${rows.length} of ${added}`] },
      { name: "no answer is doubled", wrong: doubled },
      { name: "every review is answered", wrong: unanswered(world) },
      { name: "everything is published, and nothing was given back to a person", wrong: notPublished },
      { name: "nothing is archived early", wrong: archived?.n === 0 ? [] : [`${archived?.n} items`] },
      { name: "all polls are back within two intervals", wrong: late },
    ],
    log: readFileSync(join(folder, "daemon.log"), "utf8"),
  };
}
