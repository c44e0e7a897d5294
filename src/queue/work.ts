/** The work of one attempt: its task runs within the time limits, and its end is settled exactly once. */
import type { Timer } from "../base/clock.ts";
import { InternalError } from "../base/errors.ts";
import type { AttemptEnd } from "../domain/job.ts";
import type { ClaimedJob } from "../store/tables/jobs.ts";
import { failureOf, runAttempt } from "./attempt.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { Settler } from "./settle.ts";
import { Interrupted, SoftLimit } from "./task.ts";

export interface Work {
  readonly job: ClaimedJob;
  readonly controller: AbortController;
  /** True when the attempt was settled while its task was still running. */
  settled: boolean;
  /** The time limit that comes next. */
  limit: Timer | undefined;
}

export interface WorkParts<Deps> extends EngineParts<Deps> {
  settler: Settler;
}

/** Resolves when the task has really ended, even if its attempt was settled before. */
export async function workOn<Deps>(work: Work, parts: WorkParts<Deps>): Promise<void> {
  armLimits(work, parts);
  const ended = await runAttempt(work.job, parts, work.controller.signal);
  work.limit?.cancel();
  if (!work.settled) parts.settler.settle(work.job, ended);
}

/** At the soft limit the signal aborts; at the hard limit the attempt is settled. */
function armLimits<Deps>(work: Work, parts: WorkParts<Deps>): void {
  const { softLimitMs, hardLimitMs } = parts.settings(work.job.kind);
  work.limit = parts.clock.after(softLimitMs, () => {
    work.controller.abort(new SoftLimit(softLimitMs));
    work.limit = parts.clock.after(hardLimitMs - softLimitMs, () => settleEarly(work, hardLimit(hardLimitMs), parts));
  });
}

/**
 * Settles the attempt while its task is still running. The slot stays taken, because otherwise more work would run than
 * allowed.
 */
export function settleEarly<Deps>(work: Work, end: AttemptEnd, { log, settler }: WorkParts<Deps>): void {
  if (work.settled) return;
  work.settled = true;
  work.controller.abort(new Interrupted());
  const { id, kind } = work.job;
  log.warn({ job: id, task: kind, outcome: end.outcome }, "the task does not end; what it still does will not count");
  settler.settle(work.job, { end, apply: undefined });
}

function hardLimit(ms: number): AttemptEnd {
  const message = `the hard time limit of ${ms / 1000} s was reached`;
  return {
    outcome: "timed_out",
    failure: failureOf(new InternalError(message, { code: "job.hard_limit", retryable: true })),
  };
}
