/**
 * The engine as the daemon composes it (lease, rescue, fence, attempt history, lanes, scheduler, housekeeping, metrics,
 * log at its default level, synchronous=FULL), with the tasks of a benchmark in the place of the product's own.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { DAY_MS, systemClock } from "../src/base/clock.ts";
import { slotsByLane } from "../src/domain/lane.ts";
import { createMetrics } from "../src/http/metrics.ts";
import { createLog, type Log } from "../src/base/log.ts";
import { createEnqueue, type Enqueue } from "../src/queue/enqueue.ts";
import { startHousekeeping } from "../src/queue/housekeeping.ts";
import { holdsLease, isOrphan, keepLease, ownerName, ownerOf, takeLease } from "../src/queue/owner.ts";
import { rescueOrphans } from "../src/queue/rescue.ts";
import { createRunner, type Runner } from "../src/queue/runner.ts";
import { taskSettings } from "../src/queue/task-settings.ts";
import { watchStore } from "../src/queue/store-watch.ts";
import { done, type AnyTask, type Apply } from "../src/queue/task.ts";
import { createScheduler } from "../src/schedule/scheduler.ts";
import { openDb, type Db, type Tx } from "../src/store/db.ts";
import { pausesOf } from "../src/store/tables/pauses.ts";

/** A job of the benchmark. `t`: when it was stored. */
export interface Data {
  item: number;
  text?: string | undefined;
  t?: number | undefined;
}

/** What a handler is given: its last writes, which are committed with the end of its job. */
export interface Step {
  apply: Apply | undefined;
}

export type Handlers = Record<string, (data: Data, step: Step) => Promise<unknown>>;

interface Engine {
  db: Db;
  enqueue(tx: Tx, kind: string, data: Data): void;
  /** Becomes the daemon of the file and runs jobs, `slots` at a time. */
  start(handlers: Handlers, slots: number): Promise<Runner>;
  /** Fires the job `office_heartbeat` each second. */
  everySecond(): Promise<void>;
}

const KINDS = ["noop", "analyze", "generate", "send", "office_heartbeat"];
const LIMITS = { soft_limit: 300_000, hard_limit: 600_000 };

export function openEngine(folder: string): Engine {
  const db = openDb(join(folder, "jobs.db"));
  const clock = systemClock;
  const log: Log = createLog("info", process.stderr, ["a-secret-that-is-struck-out"]);
  const owner = ownerOf("daemon", randomUUID().slice(0, 8));
  const metrics = createMetrics(() => {
    throw new Error("nobody reads the metrics of a benchmark");
  });
  let handlers: Handlers = {};
  const tasks = new Map(KINDS.map((kind) => [kind, taskOf(kind, () => handlers[kind])]));
  const settings = taskSettings(tasks, {}, LIMITS);
  const store: Enqueue<Record<string, Data>> = createEnqueue(tasks, settings, clock);

  function rescue(tx: Tx): void {
    rescueOrphans(tx, tasks, {}, (job) => isOrphan(job, owner, clock.now()), clock.now());
  }

  return {
    db,
    // As the tasks do it: one live job per kind and item.
    enqueue: (tx, kind, data) => void store(tx, kind, data, { key: `${kind}:${data.item}`, itemId: data.item }),
    async start(given, slots) {
      handlers = given;
      watchStore(db, clock, log);
      const runner = createRunner<object>({
        db,
        clock,
        log,
        tasks,
        settings,
        lanes: slotsByLane({ poll: 2, ai: slots, publish: 2, alerts: 2, system: 1 }),
        deps: {},
        owner: ownerName(owner),
        pauses: pausesOf,
        mayClaim: (tx) => holdsLease(tx, owner),
        onFinished: ({ job, end, state, tookMs }) => {
          metrics.attempt({ task: job.kind, state, tookMs, result: end.outcome === "done" ? end.result : undefined });
        },
      });
      await db.write((tx) => {
        takeLease(tx, owner, clock.now());
        rescue(tx);
      });
      keepLease(db, owner, clock, { onRenew: rescue, onLost: () => process.exit(1) });
      const retention = { done: 30 * DAY_MS, failed: 180 * DAY_MS };
      startHousekeeping({ db, clock, log, config: { queue: { retention }, timezone: "UTC" } });
      runner.start();
      return runner;
    },
    async everySecond() {
      const kind = "office_heartbeat";
      const entry = { kind, cron: "* * * * * *", timezone: "Europe/Moscow", missed: "skip", overlap: "skip" } as const;
      const plan = [{ ...entry, name: kind, account: null, enabled: true, offset_ms: 0 }];
      await createScheduler({ db, clock, log, plan, enqueue: createEnqueue(tasks, settings, clock) }).start();
    },
  };
}

function taskOf(kind: string, handler: () => Handlers[string] | undefined): AnyTask<object> {
  const data = z.strictObject({ item: z.int(), text: z.string().optional(), t: z.number().optional() });
  return {
    kind,
    lane: kind === "office_heartbeat" ? "system" : "ai",
    args: kind === "office_heartbeat" ? z.strictObject({}) : data,
    retries: 3,
    retryDelayMs: 60_000,
    async run(_, args: Data) {
      const step: Step = { apply: undefined };
      await handler()?.(args, step);
      return done({ status: "done", item_id: args.item }, step.apply);
    },
  };
}
