import type { Clock } from "../base/clock.ts";
import { InternalError } from "../base/errors.ts";
import { laneOf, type Lane } from "../domain/lane.ts";
import type { Reader, Tx } from "../store/db.ts";
import { platformOf } from "../store/tables/items.ts";
import { insertJob, type Enqueued } from "../store/tables/jobs.ts";
import type { TaskSettings } from "./task-settings.ts";
import type { AnyTask } from "./task.ts";

export interface EnqueueOptions {
  /** While a job with this key is live, no second one is stored. */
  key?: string;
  /** The job does not run before this time, Unix ms. By default it runs at once. */
  runAt?: number;
  /** A higher priority runs first within the lane. */
  priority?: number;
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

/** The lane in which a job of this task runs. A job whose item is not stored ends in any lane with that message. */
export function laneFor(reader: Reader, { lane }: Pick<AnyTask<never>, "lane">, itemId: number | null): Lane {
  if (lane !== "publish") return lane;
  return laneOf("publish", (itemId === null ? undefined : platformOf(reader, itemId)) ?? "wb");
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
        lane: laneFor(tx, task, options.itemId ?? null),
        key: options.key ?? null,
        args: task.args.parse(args),
        priority: options.priority ?? 0,
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
