import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import type { ClaimedJob } from "../store/tables/jobs.ts";
import type { AnyTask } from "./task.ts";
import type { TaskSettings } from "./task-settings.ts";

/** What every part of the engine is given. */
export interface EngineParts<Deps> {
  db: Db;
  clock: Clock;
  log: Log;
  /** The tasks by kind. */
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  /** Returns how a kind of job is run. */
  settings: (kind: string) => TaskSettings;
  /** The dependencies that each task receives. */
  deps: Deps;
  /** Asked before each attempt: until when (Unix ms) the job waits instead, and why. Waiting spends no attempt. */
  holds?: ((db: Db, job: ClaimedJob, now: number) => { until: number; reason: string } | undefined) | undefined;
}
