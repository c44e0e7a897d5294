/** Fires the schedules: cursor, ledger row and job in one transaction, so that each occurrence counts exactly once. */
import type { Clock, Timer } from "../clock.ts";
import { jobKey, type JobArgs, type ScheduledKind } from "../domain/job.ts";
import { causeChain } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Enqueue } from "../queue/enqueue.ts";
import type { Db, Tx } from "../store/db.ts";
import * as store from "../store/schedules.ts";
import type { PlannedSchedule, Schedule } from "../store/schedules.ts";
import { isPoll, judge, nextOccurrence, occurrencesUntil, type Verdict } from "./plan.ts";

export interface SchedulerOptions {
  db: Db;
  clock: Clock;
  log: Log;
  plan: readonly PlannedSchedule[];
  enqueue: Enqueue<JobArgs>;
}

export interface Scheduler {
  /** Stores the plan, deals with what was missed while nothing ran, and starts firing. */
  start(): Promise<void>;
  stop(): void;
}

/** The longest wait in one piece: a suspended machine or a changed clock is noticed within it. */
const MAX_WAIT_MS = 30_000;
/** Occurrences older than this are not written into the ledger: it keeps no more than that. */
const LEDGER_MS = 30 * 86_400_000;

export function createScheduler({ db, clock, log, plan, enqueue }: SchedulerOptions): Scheduler {
  let timer: Timer | undefined;
  let stopped = false;

  function save(tx: Tx): void {
    const now = clock.now();
    for (const entry of plan) store.saveSchedule(tx, entry, nextOccurrence(entry, now - 1), now);
    store.deleteSchedulesExcept(
      tx,
      plan.map((entry) => entry.name),
    );
  }

  async function tick(): Promise<void> {
    try {
      const skipped = await db.write((tx) => fireDue(tx));
      for (const { schedule, verdicts } of skipped) {
        log.warn(
          { schedule: schedule.name, skipped: verdicts.length, reason: verdicts[0]?.reason },
          "occurrences skipped",
        );
      }
    } catch (error) {
      log.error({ err: causeChain(error) }, "schedules cannot be fired; trying again");
    }
    arm();
  }

  function arm(): void {
    if (stopped) return;
    const wait = (store.nextFireAt(db) ?? Infinity) - clock.now();
    timer = clock.after(Math.min(Math.max(wait, 1), MAX_WAIT_MS), () => void tick());
  }

  /** @returns what did not fire, by schedule */
  function fireDue(tx: Tx): { schedule: Schedule; verdicts: Verdict[] }[] {
    const now = clock.now();
    const skipped = store.dueSchedules(tx, now).map((schedule) => {
      const first = firstToRecord(schedule, now);
      const { due, next } = first === null ? { due: [], next: null } : occurrencesUntil(schedule, first, now);
      const verdicts = judge(due, schedule.missed, schedule.paused === 1, now);
      for (const verdict of verdicts) record(tx, schedule, verdict, now);
      const last = verdicts.findLast((verdict) => verdict.fire)?.at ?? null;
      store.advanceSchedule(tx, schedule.name, last, next, now);
      return { schedule, verdicts: verdicts.filter((verdict) => !verdict.fire) };
    });
    return skipped.filter(({ verdicts }) => verdicts.length > 0);
  }

  function record(tx: Tx, schedule: Schedule, { at, fire, reason }: Verdict, now: number): void {
    const row = { schedule: schedule.name, scheduled_at: at, recorded_at: now };
    if (!fire) {
      store.insertFire(tx, { ...row, outcome: "skipped", reason, job_id: null });
      return;
    }
    const { id, created } = enqueueFire(tx, schedule, at);
    const outcome = created
      ? ({ outcome: "fired", reason: null } as const)
      : ({ outcome: "skipped", reason: "overlap" } as const);
    store.insertFire(tx, { ...row, ...outcome, job_id: id });
  }

  function enqueueFire(tx: Tx, schedule: Schedule, at: number): { id: number; created: boolean } {
    const kind = schedule.kind as ScheduledKind;
    if (!isPoll(kind)) return enqueue(tx, kind, {}, { key: jobKey(kind), scheduledFor: at });
    const account = schedule.account ?? "";
    return enqueue(tx, kind, { account }, { key: jobKey(kind, account), account, scheduledFor: at });
  }

  return {
    async start() {
      await db.write(save);
      await tick();
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

function firstToRecord(schedule: Schedule, now: number): number | null {
  const first = schedule.next_at;
  if (first === null || first >= now - LEDGER_MS) return first;
  return nextOccurrence(schedule, now - LEDGER_MS);
}
