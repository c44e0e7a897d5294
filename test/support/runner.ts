import { z } from "zod";
import { createLog, type Log } from "../../src/base/log.ts";
import { createRunner, type Runner } from "../../src/queue/runner.ts";
import type { Finished } from "../../src/queue/settle.ts";
import type { TaskSettings } from "../../src/queue/task-settings.ts";
import { done, type AnyTask, type Outcome, type TaskContext } from "../../src/queue/task.ts";
import type { Db } from "../../src/store/db.ts";
import { insertJob, type NewJob } from "../../src/store/tables/jobs.ts";
import type { FakeClock } from "./fake-clock.ts";

export type Handler = (args: { n: number }, context: TaskContext) => Promise<Outcome>;

interface Options {
  db: Db;
  clock: FakeClock;
  handler?: Handler;
  /** Of the lane `ai`. */
  slots?: number;
  /** More lanes, with their slots. */
  lanes?: Record<string, number>;
  /** The lanes that a person has stopped, as each claim's transaction sees them. */
  pauses?: () => object;
  owner?: string;
  limits?: Partial<TaskSettings>;
  log?: Log;
  exhausted?: NonNullable<AnyTask<object>["exhausted"]>;
}

/** The real runner with one task, `work`, in the lane `ai`. */
export function testRunner({
  db,
  clock,
  slots = 2,
  owner = "test/host/1/a",
  ...options
}: Options): Runner & { finished: Finished[] } {
  const finished: Finished[] = [];
  const task: AnyTask<object> = {
    kind: "work",
    lane: "ai",
    args: z.object({ n: z.int() }),
    retries: 3,
    retryDelayMs: 60_000,
    run: (_, args: { n: number }, context) => options.handler?.(args, context) ?? Promise.resolve(done({ n: args.n })),
    ...(options.exhausted && { exhausted: options.exhausted }),
  };
  const settings = { retries: 3, retryDelayMs: 60_000, softLimitMs: 300_000, hardLimitMs: 600_000, ...options.limits };
  const runner = createRunner<object>({
    db,
    clock,
    log: options.log ?? createLog("silent"),
    tasks: new Map([[task.kind, task]]),
    settings: () => settings,
    lanes: { ai: slots, ...options.lanes },
    deps: {},
    owner,
    ...(options.pauses && { pauses: options.pauses }),
    onFinished: (ended) => void finished.push(ended),
  });
  return { ...runner, finished };
}

/** Stores a `work` job. */
export async function enqueueWork(
  db: Db,
  clock: FakeClock,
  n: number,
  more: Partial<NewJob> = {},
): Promise<{ id: number; created: boolean }> {
  const job: NewJob = {
    kind: "work",
    lane: "ai",
    key: null,
    args: { n },
    priority: 0,
    runAt: clock.now(),
    maxAttempts: 4,
    itemId: null,
    account: null,
    scheduledFor: null,
    ...more,
  };
  return db.write((tx) => insertJob(tx, job, clock.now()));
}
