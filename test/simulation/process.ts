import type { Clock, Timer } from "../../src/base/clock.ts";
import type { JobArgs } from "../../src/domain/job.ts";
import { LANES, slotsByLane, type Lane } from "../../src/domain/lane.ts";
import { createLog } from "../../src/base/log.ts";
import { createEnqueue, type Enqueue } from "../../src/queue/enqueue.ts";
import { holdsLease, isOrphan, keepLease, ownerName, takeLease, dropLease, type Owner } from "../../src/queue/owner.ts";
import { rescueOrphans } from "../../src/queue/rescue.ts";
import { createRunner } from "../../src/queue/runner.ts";
import { createScheduler } from "../../src/schedule/scheduler.ts";
import { openDb, type Db, type Tx } from "../../src/store/db.ts";
import type { PlannedSchedule } from "../../src/store/tables/schedules.ts";
import type { Random } from "../../src/sandbox/random.ts";
import { chanceTasks, type Surroundings } from "./tasks.ts";

const LIMITS = { retries: 3, retryDelayMs: 60_000, softLimitMs: 300_000, hardLimitMs: 600_000 };
export const SLOTS: Record<Lane, number> = slotsByLane({ poll: 1, ai: 3, publish: 2, alerts: 1, system: 1 });

export interface SimulationOptions {
  path: string;
  clock: Clock;
  random: Random;
  plan: readonly PlannedSchedule[];
  isCalm: () => boolean;
  /** Called with everything that must not happen. */
  onFault: (what: string) => void;
}

/** One life of a daemon: the real engine on the file, until it is stopped or killed. */
export interface SimulatedDaemon {
  db: Db;
  enqueue: Enqueue<JobArgs>;
  start(): Promise<void>;
  stopSchedules(): void;
  stop(): Promise<void>;
  /**
   * From here on the process reports nothing and no timer of the engine fires, but running work continues, ends some
   * time, and its end reaches the database. This is harder than a real death: a suspended process that was thought dead
   * comes back like this.
   */
  kill(): void;
}

export function simulateDaemon(epoch: string, options: SimulationOptions): SimulatedDaemon {
  const { path, plan, random, isCalm, onFault } = options;
  const clock = mortal(options.clock);
  const log = createLog("silent");
  const db = openDb(path);
  // Every life has the same process number, as in a restarted container, and the epoch tells the lives apart.
  const owner: Owner = { role: "daemon", host: "simulated", pid: 1, epoch };
  const tasks = chanceTasks();
  const enqueue = createEnqueue<JobArgs>(tasks, () => LIMITS, clock);
  const alive = Object.fromEntries(LANES.map((lane) => [lane, 0])) as Record<Lane, number>;
  const deps: Surroundings = {
    clock: options.clock,
    random,
    enqueue,
    isCalm,
    working(lane, change) {
      alive[lane] += change;
      if (alive[lane] > SLOTS[lane]) onFault(`${alive[lane]} handlers in lane ${lane}`);
    },
  };
  const mayClaim = (tx: Tx): boolean => holdsLease(tx, owner);
  const runner = createRunner({
    db,
    clock,
    log,
    tasks,
    settings: () => LIMITS,
    lanes: SLOTS,
    deps,
    owner: ownerName(owner),
    mayClaim,
  });
  const scheduler = createScheduler({ db, clock, log, plan, enqueue });
  const rescue = (tx: Tx): void => {
    rescueOrphans(tx, tasks, deps, (job) => isOrphan(job, owner, clock.now()), clock.now());
  };
  let lease: { stop(): void } | undefined;
  return {
    db,
    enqueue,
    async start() {
      await db.write((tx) => {
        takeLease(tx, owner, clock.now());
        rescue(tx);
      });
      lease = keepLease(db, owner, clock, { onRenew: rescue, onLost: () => onFault("the lease was lost") });
      runner.start();
      await scheduler.start();
    },
    stopSchedules: () => scheduler.stop(),
    async stop() {
      scheduler.stop();
      await runner.stop(20_000);
      lease?.stop();
      await db.write((tx) => dropLease(tx, owner));
    },
    kill: () => clock.die(),
  };
}

/** A clock whose timers die with the process they belong to. */
function mortal(clock: Clock): Clock & { die(): void } {
  const timers = new Set<Timer>();
  let dead = false;
  function after(ms: number, fn: () => void): Timer {
    if (dead) return { cancel: () => {} };
    const timer = clock.after(ms, () => {
      timers.delete(timer);
      fn();
    });
    timers.add(timer);
    return timer;
  }
  return {
    now: () => clock.now(),
    after,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = after(ms, resolve);
        signal?.addEventListener("abort", () => {
          timer.cancel();
          reject(signal.reason as Error);
        });
      }),
    die() {
      dead = true;
      for (const timer of timers) timer.cancel();
    },
  };
}
