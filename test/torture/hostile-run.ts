/** The driver of the hostile torture: a daemon with little memory and few descriptors among servers that mean harm. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import BetterSqlite3 from "better-sqlite3";
import { parse, stringify } from "yaml";
import { systemClock } from "../../src/base/clock.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { PLATFORMS } from "../../src/domain/platform.ts";
import { createRandom } from "../../src/sandbox/random.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { PROGRAM } from "../support/binary.ts";
import { startHostileServer, type HostileServer } from "./hostile-server.ts";
import type { Verdict } from "./run.ts";

export interface HostileOptions {
  /** An empty folder for the database, the configuration and the log. */
  folder: string;
  /** How long the servers are hostile. */
  seconds: number;
  seed: number;
  /** Tricks that are left out, by name. */
  without?: readonly string[];
  /** Whether to wait afterwards until every poll is back and everything is answered, which takes a minute or two. */
  recovers?: boolean;
  say?: (line: string) => void;
}

const HEAP_MB = 200;
const DESCRIPTORS = 64;
/** How much memory it may take above what it takes at rest. */
const MOST_GROWTH_MB = 200;
/** By how much the descriptors have at least fallen once the idle connections are gone. */
const CROWD_LEAVES = 4;
const LOOK_EVERY_MS = 100;
const SLOWEST_HEALTH_MS = 10_000;
/** A page of bad elements leaves some of them for a person to see, not all. */
const MOST_QUARANTINED = 5000;
/** Out, or with a person: with a draft, or because the marketplace does not tell whether the answer has arrived. */
const SETTLED = ["published", "pending_review", "error"];
const RECOVERY_MS = 240_000;

interface Daemon {
  pid: number;
  http: string;
  /** Undefined while it lives. */
  exit: () => string | undefined;
  end(): Promise<void>;
}

interface Health {
  /** In milliseconds. */
  slowest: number;
  /** What each request got that had no good answer. */
  failures: string[];
}

interface Look {
  rss: number;
  descriptors: number;
}

/** Runs it and judges what the marketplaces, the database and the process show. */
export async function hostileTorture(options: HostileOptions): Promise<Verdict> {
  const { folder, seconds, seed, say = () => undefined } = options;
  const sandbox = await startSandbox({ clock: systemClock, items: [] });
  const server = await startHostileServer(sandbox, createRandom(seed), options.without);
  const port = await freePort();
  writeFileSync(join(folder, "reputation.yaml"), configOf(sandbox, server, port), { mode: 0o600 });
  addReviews(sandbox, 0);
  const daemon = startDaemon(folder, port);
  await until(() => publishedIn(folder) >= PLATFORMS.length || daemon.exit() !== undefined, 60_000);
  const rest = await watch(daemon, 3);
  say(`at rest: ${largest(rest)} MB`);
  const idle = await idleCrowd(daemon, port);

  server.share = 0.5;
  addReviews(sandbox, 1);
  const looks: Look[] = [];
  const health: Health = { slowest: 0, failures: [] };
  for (let past = 0; past < seconds && daemon.exit() === undefined; past += 5) {
    const [some] = await Promise.all([watch(daemon, Math.min(5, seconds - past)), askHealth(daemon, health)]);
    looks.push(...some);
    addReviews(sandbox, past + 2);
    say(`${String(past + 5).padStart(4)} s  ${String(largest(some)).padStart(4)} MB  ${most(some)} descriptors`);
  }
  server.share = 0;
  const late = options.recovers === true ? await recover(sandbox, folder, daemon) : [];
  const exit = daemon.exit();
  await daemon.end();
  const verdict = judge({ sandbox, server, folder, rest, idle, looks, health, late, exit });
  server.close();
  await sandbox.close();
  return verdict;
}

/** Stars without words of each marketplace, which the rule answers by itself, and a review that an LLM reads. */
function addReviews(sandbox: Sandbox, wave: number): void {
  const createdAt = Math.floor(Date.now() / 1000) * 1000;
  const items = PLATFORMS.flatMap((platform) => [
    { id: `${platform}-${wave}`, platform, rating: 5, text: "", createdAt },
    { id: `${platform}-${wave}-said`, platform, rating: 4, text: "Хорошая вещь, ношу каждый день.", createdAt },
  ]);
  sandbox.world.add(items);
}

/** The honest shop of three accounts, and two more accounts of each marketplace that are hostile. */
function configOf(sandbox: Sandbox, { url }: HostileServer, port: number): string {
  const { llm } = sandbox.credentials;
  const path = (of: string): string => url + new URL(of).pathname;
  const { wb, ozon, ym } = sandbox.baseUrls;
  const text = sandboxConfig(
    { ...sandbox, baseUrls: { wb: path(wb), ozon: path(ozon), ym: path(ym), llm: "" } },
    {
      database: "./reputation.db",
      ai: { provider: "openai", base_url: path(sandbox.baseUrls.llm), api_key: llm.apiKey, timeout: "3s" },
      knowledge: { api_url: `${url}/knowledge` },
      approval: {
        undo_window: "0s",
        daily_cap: 100_000,
        rules: [{ name: "stars", when: { has_text: false }, then: "approve" }],
      },
      publish: { recheck_after: "1s", rounds: 10 },
      schedule: Object.fromEntries(
        [...POLL_KINDS, "retry_failed_publish"].map((kind) => [kind, { cron: "*/5 * * * * *" }]),
      ),
      http: { listen: `127.0.0.1:${port}` },
    },
  );
  const config = parse(text) as { accounts: object[]; brands: { id: string }[] };
  const brand = config.brands[0]?.id;
  const evil = [1, 2].flatMap((at) => [
    { id: `evil-wb-${at}`, platform: "wb", token: `key-${at}` },
    { id: `evil-ozon-${at}`, platform: "ozon", client_id: String(at), api_key: `key-${at}` },
    { id: `evil-ym-${at}`, platform: "ym", api_key: `key-${at}`, business_id: at },
  ]);
  return stringify({
    ...config,
    accounts: [...config.accounts, ...evil.map((one) => ({ ...one, brand, base_url: `${url}/evil` }))],
  });
}

function startDaemon(folder: string, port: number): Daemon {
  const log = openSync(join(folder, "daemon.log"), "a");
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` };
  const script = `ulimit -n ${DESCRIPTORS} && exec "$@"`;
  const child = spawn("sh", ["-c", script, "sh", ...PROGRAM, "daemon"], {
    cwd: folder,
    env,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let exit: string | undefined;
  child.once("exit", (code, signal) => (exit = `it ended: ${signal ?? code}`));
  const ended = once(child, "exit");
  return {
    pid: child.pid ?? 0,
    http: `http://127.0.0.1:${port}`,
    exit: () => exit,
    async end() {
      if (exit !== undefined) return;
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Looks at the process for some seconds. */
async function watch(daemon: Daemon, seconds: number): Promise<Look[]> {
  const looks: Look[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && daemon.exit() === undefined) {
    const look = lookAt(daemon.pid);
    if (look) looks.push(look);
    await sleep(LOOK_EVERY_MS);
  }
  return looks;
}

function lookAt(pid: number): Look | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const rss = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    return { rss, descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

async function askHealth(daemon: Daemon, health: Health): Promise<void> {
  const begin = performance.now();
  try {
    const reply = await fetch(`${daemon.http}/healthz`, { signal: AbortSignal.timeout(SLOWEST_HEALTH_MS) });
    if (!reply.ok) health.failures.push(`HTTP ${reply.status}`);
    await reply.arrayBuffer();
  } catch (error) {
    health.failures.push(`${inspect(error)} after ${Math.round(performance.now() - begin)} ms`);
  }
  health.slowest = Math.max(health.slowest, performance.now() - begin);
}

/** Waits until everything is stored and answered, and each poll has succeeded again. @returns what is not */
async function recover(sandbox: Sandbox, folder: string, daemon: Daemon): Promise<string[]> {
  const since = Date.now();
  const silent = (): string[] =>
    read<{ poll: string; ok: number }>(
      folder,
      `select account || ' ' || item_type as poll, last_poll_status = 'success' and last_poll_at > ${since} as ok
       from polling_state`,
    ).flatMap(({ poll, ok }) => (ok ? [] : [poll]));
  const lost = (): string[] => {
    const settled = new Set(
      read<{ external_id: string; status: string }>(folder, "select external_id, status from items")
        .filter(({ status }) => SETTLED.includes(status))
        .map(({ external_id }) => external_id),
    );
    return sandbox.world.items().flatMap(({ id, externalId }) => (settled.has(externalId) ? [] : [id]));
  };
  await until(() => (silent().length === 0 && lost().length === 0) || daemon.exit() !== undefined, RECOVERY_MS);
  return [
    ...silent().map((poll) => `${poll} is not polled`),
    ...lost().map((id) => `${id} is neither out nor waiting`),
  ];
}

/** More connections than the daemon has descriptors, none of which says anything. @returns what it has open then */
async function idleCrowd(daemon: Daemon, port: number): Promise<number> {
  const crowd = Array.from({ length: 2 * DESCRIPTORS }, () => connect(port, "127.0.0.1").on("error", () => undefined));
  const looks = await watch(daemon, 1);
  for (const one of crowd) one.destroy();
  const idle = most(looks);
  // A daemon at its limit that is busy accepts, and cuts, the next connection before it sees these ones end.
  await until(() => (lookAt(daemon.pid)?.descriptors ?? 0) <= idle - CROWD_LEAVES, SLOWEST_HEALTH_MS);
  return idle;
}

interface Seen {
  sandbox: Sandbox;
  server: HostileServer;
  folder: string;
  rest: Look[];
  /** The descriptors among idle connections. */
  idle: number;
  looks: Look[];
  health: Health;
  late: string[];
  exit: string | undefined;
}

function judge({ sandbox, server, folder, rest, idle, looks, health, late, exit }: Seen): Verdict {
  const items = sandbox.world.items();
  const doubled = items.filter(({ received }) => received.length > 1).map(({ id }) => id);
  const [kept] = read<{ n: number }>(folder, "select count(*) as n from quarantine");
  const growth = largest(looks) - largest(rest);
  const tricks = [...server.played.entries()].toSorted(([a], [b]) => a.localeCompare(b));
  return {
    table: [
      ["at rest, MB", largest(rest)],
      ["at most, MB", largest(looks)],
      ["descriptors among idle connections", idle],
      ["descriptors at most", most(looks)],
      ["slowest /healthz, ms", Math.round(health.slowest)],
      ["quarantined", kept?.n ?? "?"],
      ["tricks played", tricks.reduce((sum, [, n]) => sum + n, 0)],
      ...tricks.map(([name, n]): [string, number] => [`  ${name}`, n]),
    ],
    checks: [
      { name: "the daemon lives", wrong: exit === undefined ? [] : [exit] },
      {
        name: `it takes at most ${MOST_GROWTH_MB} MB more than at rest`,
        wrong: growth <= MOST_GROWTH_MB ? [] : [`${growth} MB`],
      },
      {
        name: "it says that it lives within ten seconds",
        wrong: health.failures,
      },
      {
        name: "idle connections leave descriptors for the way out",
        wrong: idle < DESCRIPTORS - 3 ? [] : [`${idle} of ${DESCRIPTORS}`],
      },
      { name: "no answer is doubled", wrong: doubled },
      { name: "no redirect is followed", wrong: server.followed ? ["one was"] : [] },
      {
        name: `at most ${MOST_QUARANTINED} elements are set aside`,
        wrong: (kept?.n ?? 0) <= MOST_QUARANTINED ? [] : [`${kept?.n}`],
      },
      { name: "afterwards every poll is back, and everything is answered or with a person", wrong: late },
    ],
    log: readFileSync(join(folder, "daemon.log"), "utf8"),
  };
}

function publishedIn(folder: string): number {
  return read<{ n: number }>(folder, "select count(*) as n from items where status = 'published'")[0]?.n ?? 0;
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

function largest(looks: readonly Look[]): number {
  return Math.round(Math.max(0, ...looks.map(({ rss }) => rss)));
}

function most(looks: readonly Look[]): number {
  return Math.max(0, ...looks.map(({ descriptors }) => descriptors));
}

async function until(fact: () => boolean, within: number): Promise<void> {
  const end = performance.now() + within;
  while (!fact() && performance.now() < end) await sleep(200);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
