import type { Clock } from "../clock.ts";
import type { AttemptEnd, Lane } from "../domain/job.ts";
import { InternalError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Db } from "../store/db.ts";
import type { ClaimedJob } from "../store/jobs.ts";
import { failureOf, runAttempt } from "./attempt.ts";
import type { Settler } from "./settle.ts";
import type { TaskSettings } from "./settings.ts";
import { Interrupted, type AnyTask } from "./task.ts";

interface SlotsOptions<Deps> {
  db: Db;
  clock: Clock;
  log: Log;
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  settings: (kind: string) => TaskSettings;
  /** Slots per lane. */
  lanes: Record<Lane, number>;
  deps: Deps;
  settler: Settler;
}

/** The work under way in this process, at most as much as the lanes have slots. */
export interface Slots {
  /** Free slots by lane. */
  free(): [lane: string, free: number][];
  /** Runs a claimed job; resolves when its work has ended and its end is on the way to the disk. */
  run(job: ClaimedJob): Promise<void>;
  jobs(): ClaimedJob[];
  /** Resolves when no work is under way. */
  idle(): Promise<void>;
  /** Aborts the signals of all work. */
  abort(): void;
  /** Gives back the jobs of work that does not end; whatever it still does will not count. */
  handBack(): void;
}

interface Slot {
  job: ClaimedJob;
  controller: AbortController;
  /** The attempt was ended over the head of its work. */
  settled: boolean;
  /** Resolves when its work has ended. */
  ended: Promise<void>;
}

export function createSlots<Deps>(options: SlotsOptions<Deps>): Slots {
  const { clock, log, settings, settler } = options;
  const lanes = Object.entries(options.lanes);
  // By attempt, not by job: one that was ended over the head of its work may still be at it when the next one runs.
  const slots: Slot[] = [];

  async function work(slot: Slot): Promise<void> {
    const { job, controller } = slot;
    const limits = settings(job.kind);
    const hard = clock.after(limits.hardLimitMs, () => settleOver(slot, hardLimit(limits.hardLimitMs)));
    const ended = await runAttempt(job, options.tasks.get(job.kind), limits, options, controller);
    hard.cancel();
    slots.splice(slots.indexOf(slot), 1);
    if (!slot.settled) settler.settle(job, ended);
  }

  /** Ends the attempt while its work still runs. The slot stays taken: freeing it would run more work than allowed. */
  function settleOver(slot: Slot, end: AttemptEnd): void {
    if (slot.settled) return;
    slot.settled = true;
    slot.controller.abort(new Interrupted());
    const { id, kind } = slot.job;
    log.warn({ job: id, task: kind, outcome: end.outcome }, "the task does not end; what it still does will not count");
    settler.settle(slot.job, { end, apply: undefined });
  }

  function taken(lane: string): number {
    let count = 0;
    for (const { job } of slots) if (job.lane === lane) count++;
    return count;
  }

  return {
    free: () => lanes.map(([lane, size]) => [lane, size - taken(lane)]),
    run(job) {
      const slot = { job, controller: new AbortController(), settled: false, ended: Promise.resolve() };
      slots.push(slot);
      slot.ended = work(slot);
      return slot.ended;
    },
    jobs: () => slots.map(({ job }) => job),
    async idle() {
      while (slots.length > 0) await Promise.all(slots.map(({ ended }) => ended));
    },
    abort() {
      for (const { controller } of slots) controller.abort(new Interrupted());
    },
    handBack() {
      for (const slot of slots) settleOver(slot, { outcome: "interrupted" });
    },
  };
}

function hardLimit(ms: number): AttemptEnd {
  const message = `the hard time limit of ${ms / 1000} s was reached`;
  return {
    outcome: "timed_out",
    failure: failureOf(new InternalError(message, { code: "job.hard_limit", retryable: true })),
  };
}
