import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Clock } from "../../src/base/clock.ts";
import { JOB_KINDS, type JobArgs } from "../../src/domain/job.ts";
import { createLog } from "../../src/base/log.ts";
import { createEnqueue } from "../../src/queue/enqueue.ts";
import type { AnyTask } from "../../src/queue/task.ts";
import { createScheduler, type Scheduler } from "../../src/schedule/scheduler.ts";
import { q, type Db } from "../../src/store/db.ts";
import type { PlannedSchedule } from "../../src/store/tables/schedules.ts";

/** The real scheduler, started; its jobs are stored and run by nobody. */
export async function startScheduler(db: Db, clock: Clock, plan: readonly PlannedSchedule[]): Promise<Scheduler> {
  const run = (): Promise<never> => Promise.reject(new Error("not run here"));
  const task = { lane: "system", args: z.object({}).loose(), retries: 3, retryDelayMs: 1000, run } as const;
  const tasks = new Map(JOB_KINDS.map((kind): [string, AnyTask<never>] => [kind, { ...task, kind }]));
  const settings = { retries: 3, retryDelayMs: 1000, softLimitMs: 1000, hardLimitMs: 1000 };
  const enqueue = createEnqueue<JobArgs>(tasks, () => settings, clock);
  const scheduler = createScheduler({ db, clock, log: createLog("silent"), plan, enqueue });
  onTestFinished(() => scheduler.stop());
  await scheduler.start();
  return scheduler;
}

/** As if somebody had run all that waits. */
export async function finishJobs(db: Db): Promise<void> {
  await db.write((tx) =>
    tx.run(q.updateTable("jobs").set({ state: "done", owner: "test", finished_at: 1 }).where("state", "=", "ready")),
  );
}
