/** The driver of the standby drill: two machines that take over from each other, while buyers write and answers leave. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite3 from "better-sqlite3";
import { openCore } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { bundled } from "./bundled.ts";
import { TURNS, written } from "./buyers.ts";
import { oursOf } from "./freeze-judge.ts";
import { daemonLog } from "./processes.ts";
import type { Verdict } from "./run.ts";
import { judgeStandby, type Round } from "./standby-judge.ts";
import {
  isCopied,
  makeMachine,
  startDaemonOn,
  startLitestreamOn,
  type DrillProcess,
  type Machine,
} from "./standby-machine.ts";
import { tortureConfig } from "./torture-config.ts";
import { tapWire } from "./wire-tap.ts";

export interface DrillOptions {
  /** An empty folder for machines and copies. */
  folder: string;
  takeovers: number;
  seed: number;
  /** How long before the end of the machine Litestream may have ended, ms. */
  longestLossMs: number;
  /** Asked before each take-over but the first; false ends the drill, which is judged as far as it came. */
  goesOn?: () => boolean;
  say?: (line: string) => void;
}

interface Drill extends Pick<DrillOptions, "folder" | "longestLossMs"> {
  say: (line: string) => void;
  script: string;
  replica: string;
  random: Random;
  /** Decides how machines end, whatever else is drawn meanwhile. */
  fates: Random;
  sandbox: Sandbox;
  rounds: Round[];
}

/** How a machine ends: its processes die, stand still, or go on as if nothing had happened. */
type Fate = "killed" | "frozen" | "alive";

const AT_A_TIME = 6;
const RECHECK_MS = 500;
const LONGEST_REST_MS = 1500;
/** When a frozen machine is woken after the other one has come to work, unless that one is to answer first. */
const LONGEST_FREEZE_MS = 2000;
/** A fact that has not come by then is not coming, on a busy machine either. */
const PATIENCE_MS = 120_000;

export async function standbyDrill(options: DrillOptions): Promise<Verdict> {
  const { folder, seed, say = () => undefined } = options;
  const startedAt = Date.now();
  const sandbox = await startSandbox({ clock: systemClock, items: [] });
  const script = await bundled("standby-daemon", folder);
  const random = createRandom(seed);
  const fates = createRandom(seed);
  const drill: Drill = { ...options, say, script, replica: join(folder, "copies"), random, fates, sandbox, rounds: [] };
  const machines = [await newMachine(drill, "A"), await newMachine(drill, "B")] as const;
  try {
    let [active, other] = machines;
    await startDaemonOn(active, script, false).working;
    startLitestreamOn(active, drill.replica);
    for (let at = 0; at < options.takeovers && (at === 0 || options.goesOn?.() !== false); at++) {
      await round(drill, active, other);
      [active, other] = [other, active];
      if ((at + 1) % 10 === 0) say(`${at + 1} take-overs in ${Math.round((Date.now() - startedAt) / 1000)} s`);
    }
    const settled = await settle(drill, active);
    await end(active);
    const { table, checks } = judgeStandby(drill.rounds, sandbox.world.items(), settled);
    const failed = checks.some(({ wrong }) => wrong.length > 0);
    table.push(["seconds", Math.round((Date.now() - startedAt) / 1000)]);
    return { table, checks, log: failed ? machines.map(({ folder: own }) => daemonLog(own)).join("\n") : "" };
  } finally {
    for (const { daemon, litestream, tap } of machines) {
      daemon?.child.kill("SIGKILL");
      litestream?.child.kill("SIGKILL");
      await Promise.all([daemon?.ended, litestream?.ended]);
      tap.close();
    }
    await sandbox.close();
  }
}

async function newMachine({ folder, replica, sandbox }: Drill, name: string): Promise<Machine> {
  const tap = await tapWire(sandbox.url);
  const baseUrls = Object.fromEntries(
    Object.entries(sandbox.baseUrls).map(([kind, url]) => [kind, url.replace(sandbox.url, tap.url)]),
  ) as typeof sandbox.baseUrls;
  const ai = { provider: "openai", base_url: baseUrls.llm, api_key: sandbox.credentials.llm.apiKey, model: "sandbox" };
  const more = { standby: { replica }, ai };
  return makeMachine(name, join(folder, name), tortureConfig({ ...sandbox, baseUrls }, RECHECK_MS, more), tap);
}

/** One take-over: load, the end of the active machine, the other one from the copies, and what comes of the former. */
async function round(drill: Drill, former: Machine, next: Machine): Promise<void> {
  const { random, script, replica } = drill;
  write(drill);
  await until(() => isCopied(former, replica), "the first copy of an epoch");
  await sleep(random.between(0, LONGEST_REST_MS));
  await approveSome(former, random);
  const fate = drawFate(drill.fates);
  await endMachine(drill, former, fate);
  write(drill);
  const before = next.tap.publishes.length;
  const begunAt = Date.now();
  const daemon = startDaemonOn(next, script, true);
  await daemon.working;
  const workingAt = Date.now();
  startLitestreamOn(next, replica);
  const taken = daemon.taken()!;
  const lost = lostEntries(former, next, taken.lastWriteAt);
  const answers = (): boolean => next.tap.publishes.length > before;
  const toAnswer = (): Promise<void> =>
    until(answers, "the first answer of the next daemon", () => approveSome(next, random));
  if (fate === "frozen" && random.chance(0.5)) await toAnswer();
  else if (fate === "frozen") await sleep(random.between(0, LONGEST_FREEZE_MS));
  const wokenAt = Date.now();
  for (const process of [former.daemon, former.litestream]) process?.child.kill("SIGCONT");
  if (fate !== "killed") await until(() => former.daemon!.hasEnded(), "the end of the former daemon");
  await toAnswer();
  const code = former.daemon!.code();
  await end(former);
  drill.rounds.push({
    fate,
    taken,
    lost,
    failed: failedItems(next),
    seconds: (workingAt - begunAt) / 1000,
    code,
    lastOfFormer: former.tap.publishes.at(-1) ?? 0,
    firstOfNext: next.tap.publishes[before]!,
    afterWaking: fate === "frozen" ? former.tap.publishes.filter((at) => at > wokenAt).length : 0,
  });
}

function drawFate(random: Random): Fate {
  return random.pick(["killed", "killed", "frozen", "frozen", "alive"] as const);
}

/** What is written after the end of Litestream is lost. */
async function endMachine(drill: Drill, { daemon, litestream }: Machine, fate: Fate): Promise<void> {
  const { random, longestLossMs } = drill;
  const signal = fate === "frozen" ? "SIGSTOP" : "SIGKILL";
  const others: DrillProcess[] = fate === "alive" ? [] : [daemon!];
  const first = random.pick(["Litestream, long before", "Litestream", "the daemon"] as const);
  if (first === "Litestream, long before") {
    litestream!.child.kill(random.pick(["SIGKILL", "SIGSTOP"]));
    for (let left = random.between(0, longestLossMs); left > 0; left -= 500) {
      if (random.chance(0.3)) write(drill, 2);
      await sleep(Math.min(left, 500));
    }
  } else if (first === "Litestream") others.unshift(litestream!);
  else others.push(litestream!);
  for (const { child } of others) child.kill(signal);
  if (signal === "SIGKILL") await Promise.all(others.map(({ ended }) => ended));
}

function write({ random, sandbox: { world } }: Drill, count = AT_A_TIME): void {
  const from = world.items().length;
  const numbers = Array.from({ length: count }, (_, at) => from + at);
  world.add(numbers.map((number) => written(random, number, TURNS[number % TURNS.length]!, true)));
}

const WAITING = "select id from items where status in ('pending_review', 'escalated') order by id";

/** People approve what waits for them; in the lost seconds for nothing. */
async function approveSome({ config }: Machine, random?: Random): Promise<void> {
  const core = openCore(loadConfig({ file: config, env: {}, cwd: "/" }).config);
  try {
    for (const { id } of core.db.statement(WAITING).all() as { id: number }[]) {
      if (random?.chance(0.5) === true) continue;
      // The daemon may have changed it in between.
      await core.decisions.approve(id, "person:torture").catch(() => undefined);
    }
  } finally {
    core.close();
  }
}

// A send that was under way in three deaths is set apart for a person, as after any crash.
const FAILED = `select platform || ' ' || external_id || ' ' || coalesce(error_message, '') from items
where status = 'error' and not exists
  (select 1 from jobs where item_id = items.id and state = 'failed' and error_code = 'job.crashes')`;
const SET_APART = "select id from items where status = 'error'";
const UNFINISHED = "select count(*) from items where status not in ('published', 'skipped')";

/**
 * Everything that buyers have written is answered in the end. An item that was answered in the lost seconds may be unknown
 * to the database: no marketplace lists it as waiting any more.
 */
async function settle({ sandbox, say }: Drill, active: Machine): Promise<boolean> {
  const { world } = sandbox;
  for (let [left, movedAt] = [-1, Date.now()]; Date.now() - movedAt < PATIENCE_MS; await sleep(300)) {
    await approveSome(active);
    await retrySetApart(active);
    const db = new BetterSqlite3(active.database, { readonly: true });
    const unanswered = world.items().filter((item) => oursOf(item).length === 0).length;
    const now = unanswered + (db.prepare(UNFINISHED).pluck().get() as number);
    db.close();
    if (now === 0) return true;
    if (now !== left) [left, movedAt] = [now, Date.now()];
  }
  say("nothing moves any more");
  return false;
}

/** A person has looked at the marketplace, and tries again what was set apart. */
async function retrySetApart({ config }: Machine): Promise<void> {
  const core = openCore(loadConfig({ file: config, env: {}, cwd: "/" }).config);
  try {
    for (const { id } of core.db.statement(SET_APART).all() as { id: number }[])
      await core.decisions.retry(id, "person:torture");
  } finally {
    core.close();
  }
}

const ENTRIES = "select at, hex(hash) as hash from audit order by id";
interface Entry {
  at: number;
  hash: string;
}

/** What the former database has of the audit and the next one has not: how many, and when the first of them was written. */
function lostEntries(former: Machine, next: Machine, until: number | null): Round["lost"] {
  const [had, has] = [former, next].map(({ database }) => {
    const db = new BetterSqlite3(database, { readonly: true });
    const entries = db.prepare(ENTRIES).all() as Entry[];
    db.close();
    return entries;
  }) as [Entry[], Entry[]];
  const kept = new Set(has.map(({ hash }) => hash));
  const missing = had.filter(({ hash }) => !kept.has(hash));
  const first = missing[0]?.at;
  return { entries: missing.length, earlyMs: first === undefined || until === null ? 0 : until - first };
}

function failedItems({ database }: Machine): string[] {
  const db = new BetterSqlite3(database, { readonly: true });
  const found = db.prepare(FAILED).pluck().all() as string[];
  db.close();
  return found;
}

async function end({ daemon, litestream }: Machine): Promise<void> {
  for (const process of [litestream, daemon]) {
    if (!process || process.hasEnded()) continue;
    process.child.kill("SIGCONT");
    process.child.kill("SIGTERM");
    const timer = setTimeout(() => process.child.kill("SIGKILL"), 10_000);
    await process.ended;
    clearTimeout(timer);
  }
}

/** @param meanwhile what people do while nothing comes */
async function until(fact: () => boolean, what: string, meanwhile?: () => Promise<void>): Promise<void> {
  for (const begun = Date.now(); !fact(); await sleep(meanwhile ? 300 : 25)) {
    await meanwhile?.();
    if (Date.now() - begun > PATIENCE_MS) throw new Error(`${what} does not come`);
  }
}
