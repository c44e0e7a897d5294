/** One attempt of one job: it checks the arguments, runs the task and describes how it ended. */
import type { AttemptEnd, Failure, Spent } from "../domain/job.ts";
import type { Clock } from "../base/clock.ts";
import { causeChain, InternalError, ReputationError, StateError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import { isHeld, isLeased, type ClaimedJob, type Fence, type JobRow } from "../store/tables/jobs.ts";
import type { EngineParts } from "./engine-parts.ts";
import { Interrupted, SoftLimit, type AnyTask, type Apply, type TaskContext } from "./task.ts";

/** The attempt lost its job (time limit, cancellation, another process), so its writes do not count. */
export class StaleAttempt extends StateError {
  constructor(fence: Fence) {
    super(`attempt ${fence.attempt} no longer owns job ${fence.id}`, { code: "job.stale" });
  }
}

/** The attempt has not renewed its lease in time: another process may take its job at any moment. */
class LeaseRanOut extends StateError {
  constructor(fence: Fence) {
    const details = { code: "job.lease", retryable: true, retryAfterMs: 1000 };
    super(`the lease of attempt ${fence.attempt} of job ${fence.id} has run out`, details);
  }
}

export interface Ended {
  end: AttemptEnd;
  apply: Apply | undefined;
}

/** Runs the task once. It never throws: every result and every error becomes an `Ended`. */
export async function runAttempt<Deps>(
  job: ClaimedJob,
  { db, clock, log, tasks, deps, holds }: Pick<EngineParts<Deps>, "db" | "clock" | "log" | "tasks" | "deps" | "holds">,
  signal: AbortSignal,
): Promise<Ended> {
  const task = tasks.get(job.kind);
  try {
    if (!task) throw new InternalError(`this version has no task "${job.kind}"`, { code: "job.kind" });
    // The job is marked as running already: who begins to hold it after this look waits for it to end.
    const hold = holds?.(db, job, clock.now());
    if (hold) return { end: { outcome: "snoozed", ...hold }, apply: undefined };
    const outcome = await task.run(deps, parseArgs(task, job), new Context(job, { db, clock }, log, signal));
    return { end: endOf(outcome), apply: outcome.apply };
  } catch (error) {
    return { end: failedEnd(error, signal), apply: undefined };
  }
}

/** The fencing token that an attempt must present to settle or write. */
export function fenceOf({ id, attempt, owner }: Pick<JobRow, "id" | "attempt" | "owner">): Fence {
  return { id, attempt, owner: owner ?? "" };
}

/** What decides what becomes of a job after an attempt. */
export function spentBy(job: Pick<JobRow, "kind" | "attempt" | "excused" | "max_attempts" | "crashes">): Spent {
  const { kind, attempt, excused, crashes } = job;
  return { kind, attempt, excused, crashes, maxAttempts: job.max_attempts };
}

/** This is a class because a getter on each object literal is slow. */
class Context implements TaskContext {
  readonly jobId: number;
  readonly attempt: number;
  readonly scheduledFor: number | null;
  readonly signal: AbortSignal;
  readonly write: TaskContext["write"];
  readonly assertHeld: TaskContext["assertHeld"];
  readonly #job: ClaimedJob;
  readonly #parent: Log;
  #log: Log | undefined;

  constructor(job: ClaimedJob, { db, clock }: { db: Db; clock: Clock }, log: Log, signal: AbortSignal) {
    this.#job = job;
    this.#parent = log;
    this.jobId = job.id;
    this.attempt = job.attempt;
    this.scheduledFor = job.scheduled_for;
    this.signal = signal;
    this.write = (fn) =>
      db.write((tx) => {
        const fence = fenceOf(job);
        if (!isHeld(tx, fence)) throw new StaleAttempt(fence);
        return fn(tx);
      });
    this.assertHeld = () => {
      const fence = fenceOf(job);
      if (!isHeld(db, fence)) throw new StaleAttempt(fence);
      if (!isLeased(db, fence, clock.now())) throw new LeaseRanOut(fence);
    };
  }

  /** The logger is created on first use, because most attempts log nothing. */
  get log(): Log {
    const { id, kind, account } = this.#job;
    return (this.#log ??= this.#parent.child({ job: id, task: kind, ...(account !== null && { account }) }));
  }
}

function parseArgs(task: AnyTask<never>, job: ClaimedJob): unknown {
  const parsed = task.args.safeParse(JSON.parse(job.args));
  if (parsed.success) return parsed.data;
  throw new InternalError(`job ${job.id} has arguments that ${job.kind} does not take: ${parsed.error.message}`, {
    code: "job.args",
  });
}

type Returned = Awaited<ReturnType<AnyTask<never>["run"]>>;

function endOf(outcome: Returned): AttemptEnd {
  if (outcome.type === "done") return { outcome: "done", result: outcome.result };
  return { outcome: "snoozed", until: outcome.until, reason: outcome.reason };
}

function failedEnd(error: unknown, signal: AbortSignal): AttemptEnd {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof Interrupted) return { outcome: "interrupted" };
  if (reason instanceof SoftLimit) return { outcome: "timed_out", failure: failureOf(reason) };
  return { outcome: "failed", failure: failureOf(error) };
}

/** What an error reports about itself. An unknown error is a bug; it is retried in case it was bad luck. */
export function failureOf(error: unknown): Failure {
  const message = causeChain(error).slice(0, 2000);
  if (!(error instanceof ReputationError)) return { code: "internal.unexpected", message, retryable: true };
  const { code, hint, retryable, retryAfterMs } = error;
  // A failure that is retried automatically needs no action, so its hint is left out.
  return { code, message: hint && !retryable ? `${message}. ${hint}` : message, retryable, retryAfterMs };
}
