import { afterAttempt, type AttemptEnd } from "../domain/job.ts";
import { causeChain } from "../base/errors.ts";
import type { Tx } from "../store/db.ts";
import { settleJob, type ClaimedJob } from "../store/tables/jobs.ts";
import { isStoreFault } from "../store/sqlite/store-error.ts";
import { failureOf, fenceOf, spentBy, type Ended } from "./attempt.ts";
import type { EngineParts } from "./engine-parts.ts";
import { giveUp } from "./rescue.ts";

/** What logs and metrics learn about each attempt that ended. */
export interface Finished {
  job: ClaimedJob;
  end: AttemptEnd;
  /** The job's state afterwards; `stale`: the attempt no longer owned the job and changed nothing. */
  state: "scheduled" | "ready" | "done" | "failed" | "stale";
  /** Milliseconds from claim to end. */
  tookMs: number;
}

interface SettlerOptions<Deps> extends EngineParts<Deps> {
  onFinished?: ((finished: Finished) => void) | undefined;
}

export interface Settler {
  /** Stores the end of an attempt together with its last writes in one transaction. It never throws. */
  settle(job: ClaimedJob, ended: Ended): void;
  /** The number of ends that are still being stored. */
  pending(): number;
  /** Resolves when all of them have been stored. */
  idle(): Promise<void>;
  /** Stops waiting for a store that cannot be written; the next start rescues such a job. */
  stop(): void;
}

/** The wait before another try to store an end while the disk is full or the database is locked. */
const RETRY_MS = 1000;

export function createSettler<Deps>(options: SettlerOptions<Deps>): Settler {
  const { db, clock, log } = options;
  let underWay = 0;
  /** The callers of `idle`, which wait until no end is being stored. */
  const waiting: (() => void)[] = [];
  let stopping = false;

  const pending = (): number => underWay;

  async function settle(job: ClaimedJob, ended: Ended): Promise<void> {
    underWay++;
    try {
      report(job, ended.end, await stored(job, ended));
    } catch (error) {
      if (isStoreFault(error)) return giveUpStoring(job, error);
      // The task's last writes were refused because the item has moved on, so the attempt has failed.
      const end: AttemptEnd = { outcome: "failed", failure: failureOf(error) };
      await stored(job, { end, apply: undefined }).then(
        (state) => report(job, end, state),
        (second: unknown) => giveUpStoring(job, second),
      );
    } finally {
      if (--underWay === 0) for (const resolve of waiting.splice(0)) resolve();
    }
  }

  /** A store that cannot be written will recover, so the end is kept and tried again for as long as we run. */
  async function stored(job: ClaimedJob, ended: Ended): Promise<Finished["state"]> {
    for (;;) {
      try {
        return await db.write((tx) => write(tx, job, ended, options));
      } catch (error) {
        if (stopping || !isStoreFault(error) || !error.retryable) throw error;
        await clock.sleep(RETRY_MS);
      }
    }
  }

  function giveUpStoring(job: ClaimedJob, error: unknown): void {
    const about = { job: job.id, task: job.kind, err: causeChain(error) };
    log.error(about, "the end of a job cannot be stored: the next start of the daemon runs it again");
  }

  function report(job: ClaimedJob, end: AttemptEnd, state: Finished["state"]): void {
    const tookMs = clock.now() - job.started_at;
    log[levelOf(end, state)](lineOf(job, end, state, tookMs), "job");
    options.onFinished?.({ job, end, state, tookMs });
  }

  return {
    settle: (job, ended) => void settle(job, ended),
    pending,
    async idle() {
      while (pending() > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    stop: () => void (stopping = true),
  };
}

function write<Deps>(
  tx: Tx,
  job: ClaimedJob,
  { end, apply }: Ended,
  { clock, settings, tasks, deps }: EngineParts<Deps>,
): Finished["state"] {
  const now = clock.now();
  const after = afterAttempt(spentBy(job), end, settings(job.kind).retryDelayMs, now);
  const result = end.outcome === "done" ? { result: end.result } : {};
  const settlement = { outcome: end.outcome, after, startedAt: job.started_at, ...result };
  if (!settleJob(tx, fenceOf(job), settlement, now)) return "stale";
  apply?.(tx);
  if (after.state === "failed" && after.error) giveUp(tx, tasks, deps, job, after.error);
  return after.state;
}

function levelOf(end: AttemptEnd, state: Finished["state"]): "info" | "warn" | "error" {
  if (state === "failed") return "error";
  return state === "stale" || end.outcome === "failed" || end.outcome === "timed_out" ? "warn" : "info";
}

/** All lines have one shape, because that is fast; undefined fields are not written. */
function lineOf(job: ClaimedJob, end: AttemptEnd, state: Finished["state"], ms: number): Record<string, unknown> {
  const { outcome } = end;
  const failure = outcome === "failed" || outcome === "timed_out" ? end.failure : undefined;
  return {
    job: job.id,
    task: job.kind,
    item: job.item_id ?? undefined,
    account: job.account ?? undefined,
    attempt: job.attempt,
    state,
    ms,
    outcome,
    result: outcome === "done" ? end.result : undefined,
    until: outcome === "snoozed" ? new Date(end.until).toISOString() : undefined,
    reason: outcome === "snoozed" ? end.reason : undefined,
    code: failure?.code,
    error: failure?.message,
  };
}
