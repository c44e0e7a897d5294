/**
 * The whole engine (scheduler, runner, lease, rescue, store on disk) runs under a fake clock, and one seed decides
 * everything that happens: work of every kind, kills, stops, clock jumps, pauses, cancellations. The same seed gives
 * the same run, row by row.
 */
import { createHash } from "node:crypto";
import { AUDIT_COLUMNS } from "../../src/store/tables/audit.ts";
import { cancelJob } from "../../src/store/tables/job-changes.ts";
import { setPaused } from "../../src/store/tables/schedules.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import { judge, PLAN } from "./judge.ts";
import { simulateDaemon, type SimulatedDaemon } from "./process.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A whole minute, two days before the clocks go forward in Berlin, the zone of the daily schedule. */
const START = Date.parse("2026-03-27T20:58:00Z");
/** The ledger looks back seven days, within which nothing may be missing. */
const LONGEST = 6 * DAY;

export interface Simulated {
  /** What went wrong, as sentences; empty when nothing did. */
  faults: string[];
  /** A digest of all rows of all tables. */
  digest: string;
  counts: Record<string, number>;
}

interface World {
  path: string;
  clock: FakeClock;
  random: Random;
  daemon: SimulatedDaemon;
  lives: SimulatedDaemon[];
  furthest: number;
  calm: boolean;
  faults: string[];
  counts: Record<string, number>;
}

/** @param path a database that does not exist yet */
export async function simulate(seed: number, path: string, steps = 40): Promise<Simulated> {
  const world = {
    path,
    random: createRandom(seed),
    clock: fakeClock(START),
    lives: [],
    furthest: START,
  } as unknown as World;
  Object.assign(world, { calm: false, faults: [], counts: {} });
  await begin(world);
  try {
    for (let i = 0; i < steps; i++) await step(world);
    await calmDown(world);
    const { db } = world.daemon;
    return {
      faults: [...world.faults, ...judge(db, START, world.furthest)],
      digest: digestOf(world),
      counts: world.counts,
    };
  } finally {
    for (const life of world.lives) life.kill();
    for (const life of world.lives) life.db.close();
  }
}

async function begin(world: World): Promise<void> {
  const { path, clock, random, faults } = world;
  const onFault = (what: string): void => void faults.push(what);
  const epoch = `life-${world.lives.length + 1}`;
  world.daemon = simulateDaemon(epoch, { path, clock, random, plan: PLAN, isCalm: () => world.calm, onFault });
  world.lives.push(world.daemon);
  await world.daemon.start();
  see(world);
}

function see(world: World): void {
  world.furthest = Math.max(world.furthest, world.clock.now());
}

type Step = (world: World) => Promise<void>;

const pass =
  (ms: (random: Random) => number): Step =>
  async (world) => {
    await world.clock.advance(ms(world.random));
    see(world);
  };

/** The machine sleeps, or somebody sets its clock, so no timer fires. */
const jump =
  (ms: number): Step =>
  async (world) => {
    const to = world.clock.now() + ms;
    if (to < START || to > START + LONGEST) return;
    world.clock.jump(to);
    // The engine notices within its longest wait.
    await world.clock.advance(31 * SECOND);
    see(world);
  };

const kill: Step = async (world) => {
  world.daemon.kill();
  if (world.random.chance(0.3)) world.clock.jump(Math.min(world.clock.now() + 2 * HOUR, START + LONGEST));
  await begin(world);
};

const stop: Step = async (world) => {
  const stopped = world.daemon.stop();
  await world.clock.advance(30 * SECOND);
  await stopped;
  await begin(world);
};

const enqueue: Step = async ({ daemon, random, clock }) => {
  const count = random.between(1, 8);
  const jobs = Array.from({ length: count }, () => ({
    kind: random.pick(["analyze_item", "send_response"] as const),
    item: random.between(1, 12),
    delay: random.pick([0, 0, 0, SECOND, 5 * MINUTE]),
  }));
  await daemon.db.write((tx) => {
    for (const { kind, item, delay } of jobs) {
      const key = `${kind}:${item}`;
      daemon.enqueue(tx, kind, { item_id: item }, { key, runAt: clock.now() + delay });
    }
  });
};

const cancel: Step = async ({ daemon, random, clock }) => {
  const kind = random.pick(["analyze_item", "send_response"]);
  await daemon.db.write((tx) => {
    const live = tx
      .statement("select id from jobs where kind = @kind and state in ('scheduled', 'ready') order by id limit 1")
      .get({ kind }) as { id: number } | undefined;
    if (live) cancelJob(tx, live.id, clock.now());
  });
};

const pause: Step = async ({ daemon, random, clock }) => {
  const { name } = random.pick(PLAN);
  await daemon.db.write((tx) => setPaused(tx, name, random.chance(0.5), clock.now()));
};

const STEPS: [name: string, weight: number, step: Step][] = [
  ["seconds", 30, pass((random) => random.between(1, 90) * SECOND)],
  ["minutes", 15, pass((random) => random.between(2, 12) * MINUTE)],
  ["enqueue", 22, enqueue],
  ["kill", 14, kill],
  ["stop", 4, stop],
  ["cancel", 4, cancel],
  ["pause", 4, pause],
  ["suspend 8 h", 3, jump(8 * HOUR)],
  ["clock 1 d forward", 2, jump(DAY)],
  ["clock 2 h back", 2, jump(-2 * HOUR)],
];

async function step(world: World): Promise<void> {
  let drawn = world.random.between(1, 100);
  const [name, , act] = STEPS.find(([, weight]) => (drawn -= weight) <= 0)!;
  world.counts[name] = (world.counts[name] ?? 0) + 1;
  await act(world);
}

/**
 * Returns to the latest time there was, turns all schedules on and lets nothing fail any more, so that everything must
 * end.
 */
async function calmDown(world: World): Promise<void> {
  const { clock, daemon } = world;
  world.calm = true;
  await daemon.db.write((tx) => {
    for (const { name } of PLAN) setPaused(tx, name, false, clock.now());
  });
  clock.jump(world.furthest + MINUTE);
  await clock.advance(31 * SECOND);
  see(world);
  daemon.stopSchedules();
  for (let i = 0; i < 12 && liveJobs(world) > 0; i++) await clock.advance(5 * MINUTE);
}

function liveJobs({ daemon }: World): number {
  const sql = "select count(*) as n from jobs where state in ('scheduled', 'ready', 'running')";
  return (daemon.db.statement(sql).get() as { n: number }).n;
}

const TABLES = ["jobs", "job_attempts", "schedules", "schedule_fires", "audit", "meta"];

function digestOf({ daemon, counts }: World): string {
  const hash = createHash("sha256");
  for (const table of TABLES) {
    // An entry's hash is made with a random salt.
    const columns = table === "audit" ? AUDIT_COLUMNS.join(", ") : "*";
    const rows = daemon.db.statement(`select ${columns} from ${table} order by 1, 2`).all();
    counts[table] = rows.length;
    hash.update(JSON.stringify(rows));
  }
  return hash.digest("hex").slice(0, 16);
}
