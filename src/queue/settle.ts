import type { Clock } from "../clock.ts";
import { afterAttempt, type AttemptEnd } from "../domain/job.ts";
import { causeChain, ReputationError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Db, Tx } from "../store/db.ts";
import { settleJob, type JobRow } from "../store/jobs.ts";
import { failureOf, fenceOf, type Ended } from "./attempt.ts";
import { giveUp } from "./rescue.ts";
import type { TaskSettings } from "./settings.ts";
import type { AnyTask } from "./task.ts";

/** What is told about each attempt that ended, for logs and metrics. */
export interface Finished {
  job: JobRow;
  end: AttemptEnd;
  /** The job's state afterwards; `stale`: the attempt no longer owned the job and changed nothing. */
  state: "scheduled" | "ready" | "done" | "failed" | "stale";
  /** Milliseconds from claim to end. */
  tookMs: number;
}

interface SettlerOptions<Deps> {
  db: Db;
  clock: Clock;
  log: Log;
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  settings: (kind: string) => TaskSettings;
  deps: Deps;
  onFinished?: ((finished: Finished) => void) | undefined;
}

export interface Settler {
  /** Stores the end of an attempt, its last writes in the same transaction. Never throws. */
  settle(job: JobRow, ended: Ended): void;
  /** Ends on their way to the disk. */
  pending(): number;
  /** Resolves when all of them are stored. */
  idle(): Promise<void>;
  /** From now on a store that cannot be written is not waited for: the next start rescues the job. */
  stop(): void;
}

/** Between tries to store an end while the disk is full or the database is locked. */
const RETRY_MS = 1000;

export function createSettler<Deps>(options: SettlerOptions<Deps>): Settler {
  const { db, clock, log, tasks, settings, deps } = options;
  const underWay = new Set<Promise<void>>();
  let stopping = false;

  function write(tx: Tx, job: JobRow, { end, apply }: Ended): Finished["state"] {
    const now = clock.now();
    const spent = { attempt: job.attempt, excused: job.excused, maxAttempts: job.max_attempts, crashes: job.crashes };
    const after = afterAttempt(spent, end, settings(job.kind).retryDelayMs, now);
    const result = end.outcome === "done" ? { result: end.result } : {};
    if (!settleJob(tx, fenceOf(job), { outcome: end.outcome, after, ...result }, now)) return "stale";
    apply?.(tx);
    if (after.state === "failed" && after.error) giveUp(tx, tasks, deps, job, after.error);
    return after.state;
  }

  async function settle(job: JobRow, ended: Ended): Promise<void> {
    for (;;) {
      try {
        return report(job, ended.end, await db.write((tx) => write(tx, job, ended)));
      } catch (error) {
        // The store will be back (space freed, lock gone): keep the result for as long as we run.
        if (!isPassing(error)) return settleRefused(job, error);
        log.error({ job: job.id, task: job.kind, err: causeChain(error) }, "the end of a job cannot be stored yet");
        if (stopping) return;
        await clock.sleep(RETRY_MS);
      }
    }
  }

  /** The task's last writes were refused (the item has moved on meanwhile): that is how the attempt ended. */
  async function settleRefused(job: JobRow, error: unknown): Promise<void> {
    const end: AttemptEnd = { outcome: "failed", failure: failureOf(error) };
    try {
      report(job, end, await db.write((tx) => write(tx, job, { end, apply: undefined })));
    } catch (second) {
      log.error({ job: job.id, task: job.kind, err: causeChain(second) }, "the end of a job cannot be stored");
    }
  }

  function report(job: JobRow, end: AttemptEnd, state: Finished["state"]): void {
    const tookMs = clock.now() - (job.started_at ?? clock.now());
    log[levelOf(end, state)]({ ...subjectOf(job), attempt: job.attempt, state, ms: tookMs, ...inWords(end) }, "job");
    options.onFinished?.({ job, end, state, tookMs });
  }

  return {
    settle(job, ended) {
      const promise = settle(job, ended).finally(() => underWay.delete(promise));
      underWay.add(promise);
    },
    pending: () => underWay.size,
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: () => void (stopping = true),
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof ReputationError && error.code.startsWith("store.") && error.retryable;
}

function levelOf(end: AttemptEnd, state: Finished["state"]): "info" | "warn" | "error" {
  if (state === "failed") return "error";
  return state === "stale" || end.outcome === "failed" || end.outcome === "timed_out" ? "warn" : "info";
}

function subjectOf(job: JobRow): Record<string, unknown> {
  const item = job.item_id === null ? {} : { item: job.item_id };
  return { job: job.id, task: job.kind, ...item, ...(job.account !== null && { account: job.account }) };
}

function inWords(end: AttemptEnd): Record<string, unknown> {
  const { outcome } = end;
  switch (outcome) {
    case "done":
      return { outcome, result: end.result };
    case "snoozed":
      return { outcome, until: new Date(end.until).toISOString(), reason: end.reason };
    case "failed":
    case "timed_out":
      return { outcome, code: end.failure.code, error: end.failure.message };
    default:
      return { outcome };
  }
}
