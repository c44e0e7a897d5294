import type { ZodType } from "zod";
import type { Failure } from "../domain/job.ts";
import type { Lane } from "../domain/lane.ts";
import { InternalError, StateError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Tx } from "../store/db.ts";

/** What a running attempt receives besides its arguments. */
export interface TaskContext {
  readonly jobId: number;
  readonly attempt: number;
  /** The fire time of the schedule that made the job; null when a person or another task did. */
  readonly scheduledFor: number | null;
  /** Aborts at the soft time limit and when the process stops; pass it to every call that waits. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /**
   * A transaction in the middle of the attempt, committed only while the attempt still owns its job.
   * @throws StaleAttempt when the attempt no longer owns its job
   */
  write<T>(fn: (tx: Tx) => T extends Promise<unknown> ? never : T): Promise<T>;
  /**
   * Asks at once, without waiting, whether the attempt still owns its job and its lease has not run out.
   * @throws StaleAttempt when another process owns the job, or may take it at any moment
   */
  assertHeld(): void;
}

/** The last writes of an attempt, committed together with the job's own end or not at all. */
export type Apply = (tx: Tx) => void;

export type Outcome =
  | { type: "done"; result: unknown; apply: Apply | undefined }
  | { type: "snooze"; until: number; reason: string; apply: Apply | undefined };

/** The attempt did its work. `result` is stored on the job. */
export function done(result: unknown, apply?: Apply): Outcome {
  return { type: "done", result, apply };
}

/** The job cannot run now: it is tried again at `until` (Unix ms). This uses up no attempt. */
export function snooze(until: number, reason: string, apply?: Apply): Outcome {
  return { type: "snooze", until, reason, apply };
}

/** The reason of an aborted signal: the attempt took too long. */
export class SoftLimit extends InternalError {
  constructor(ms: number) {
    super(`the soft time limit of ${ms / 1000} s was reached`, { code: "job.soft_limit", retryable: true });
  }
}

/**
 * The reason of an aborted signal: the process is stopping, or the attempt was settled while the task was still
 * running.
 */
export class Interrupted extends StateError {
  constructor() {
    super("the process is stopping", { code: "job.interrupted", retryable: true });
  }
}

/** Whether the attempt is ending without being at fault. */
export function isStopping(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof Interrupted;
}

/** A kind of job: how it is stored, limited and run. */
export interface Task<Deps, Args> {
  kind: string;
  /** `publish` is the lane of the marketplace that the job's item is from. */
  lane: Lane | "publish";
  /** The form of the stored arguments, checked when the job is enqueued and again when it runs. */
  args: ZodType<Args>;
  /** The number of attempts after the first one. */
  retries: number;
  retryDelayMs: number;
  /** Returns how the attempt ended, or throws an error that says whether another attempt can help. */
  run(deps: Deps, args: Args, context: TaskContext): Promise<Outcome>;
  /** Called in the transaction that marks the job as failed for good, to leave a state that a person can see. */
  exhausted?(tx: Tx, deps: Deps, args: Args, failure: Failure): void;
}

/** A task whose argument type the holder of a task list does not know. */
// oxlint-disable-next-line typescript/no-explicit-any -- run() takes its arguments, so no other type accepts every task
export type AnyTask<Deps> = Task<Deps, any>;

/** Returns the task unchanged; it exists only to infer the arguments' type from `args`. */
export function defineTask<Deps, Args>(task: Task<Deps, Args>): Task<Deps, Args> {
  return task;
}
