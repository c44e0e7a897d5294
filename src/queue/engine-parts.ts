import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import type { AnyTask } from "./task.ts";
import type { TaskSettings } from "./task-settings.ts";

/** What every part of the engine is given. */
export interface EngineParts<Deps> {
  db: Db;
  clock: Clock;
  log: Log;
  /** The tasks by kind. */
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  /** How a kind of job is run. */
  settings: (kind: string) => TaskSettings;
  /** What each task is given to work with. */
  deps: Deps;
}
