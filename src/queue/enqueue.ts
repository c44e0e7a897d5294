import type { Clock } from "../base/clock.ts";
import { InternalError } from "../base/errors.ts";
import { jobPriority, NO_RANK } from "../domain/job-priority.ts";
import { laneOf, type Lane } from "../domain/lane.ts";
import type { Reader, Tx } from "../store/db.ts";
import { insertJob, type Enqueued } from "../store/tables/jobs.ts";
import { rankedItem } from "../store/tables/ranked-items.ts";
import type { TaskSettings } from "./task-settings.ts";
import type { AnyTask } from "./task.ts";

export interface EnqueueOptions {
  /** While a job with this key is live, no second one is stored. */
  key?: string;
  /** The job does not run before this time, Unix ms. By default it runs at once. */
  runAt?: number;
  /** Decides the job's lane and its place in it. */
  itemId?: number;
  account?: string;
  scheduledFor?: number;
}

/** Stores a job as part of the caller's transaction, so that both are committed or neither. */
export type Enqueue<Args> = <Kind extends keyof Args & string>(
  tx: Tx,
  kind: Kind,
  args: Args[Kind],
  options?: EnqueueOptions,
) => Enqueued;

/** Where a job waits: its lane, and its place there. */
export interface Place {
  lane: Lane;
  priority: number;
}

/** Where a job of this task waits. A job whose item is not stored ends in any lane with that message. */
export function placeOf(
  reader: Reader,
  { kind, lane }: Pick<AnyTask<never>, "kind" | "lane">,
  itemId: number | null,
): Place {
  const item = itemId === null ? undefined : rankedItem(reader, itemId);
  return {
    lane: lane === "publish" ? laneOf("publish", item?.platform ?? "wb") : lane,
    priority: item ? jobPriority(kind, item) : NO_RANK,
  };
}

/**
 * @param tasks all kinds that can be enqueued
 * @param settings limits per kind, from the configuration
 */
export function createEnqueue<Args>(
  tasks: ReadonlyMap<string, AnyTask<never>>,
  settings: (kind: string) => TaskSettings,
  clock: Clock,
): Enqueue<Args> {
  return (tx, kind, args, options = {}) => {
    const task = tasks.get(kind);
    if (!task) throw new InternalError(`there is no task "${kind}"`, { code: "job.kind" });
    const now = clock.now();
    return insertJob(
      tx,
      {
        kind,
        ...placeOf(tx, task, options.itemId ?? null),
        key: options.key ?? null,
        args: task.args.parse(args),
        runAt: options.runAt ?? now,
        maxAttempts: settings(kind).retries + 1,
        itemId: options.itemId ?? null,
        account: options.account ?? null,
        scheduledFor: options.scheduledFor ?? null,
      },
      now,
    );
  };
}
