/** Fires the schedules: cursor, ledger row and job in one transaction, so that each occurrence counts exactly once. */
import { DAY_MS, type Clock, type Timer } from "../base/clock.ts";
import type { JobArgs } from "../domain/job.ts";
import { causeChain } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Enqueue } from "../queue/enqueue.ts";
import type { Db, Tx } from "../store/db.ts";
import * as store from "../store/tables/schedules.ts";
import type { PlannedSchedule, Schedule } from "../store/tables/schedules.ts";
import { isStoreFault } from "../store/sqlite/store-error.ts";
import { intervalOf, jobOf, judge, LATE_MS, nextOccurrence, occurrencesUntil, type Verdict } from "./plan.ts";

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

/** The longest single wait, so that a suspended machine or a changed clock is noticed within it. */
const MAX_WAIT_MS = 30_000;
/** A clock that is set back by less makes no occurrence fire again. */
const CLOCK_SLACK_MS = 5000;
/** The wait before a failed write is tried again. */
const RETRY_MS = 1000;
/**
 * Occurrences older than this are not written into the ledger one by one after a long downtime, because nobody would
 * look.
 */
const LEDGER_MS = 7 * DAY_MS;
/**
 * The occurrences of one schedule that are written at once: a week of polls every five minutes. After a clock that was
 * years ahead, a week of polls every few seconds would hold up everything for a minute.
 */
const MOST_RECORDED = 2016;

// oxlint-disable-next-line max-lines-per-function -- its functions share the plan and the timer
export function createScheduler({ db, clock, log, plan, enqueue }: SchedulerOptions): Scheduler {
  let timer: Timer | undefined;
  let stopped = false;
  /** The latest time that was seen; at the start, whatever the ledger says of the future was written in error. */
  let seen = Infinity;
  /** What the ledger says of times up to this one was written while the clock was ahead. */
  let falseUntil = 0;

  function save(tx: Tx): void {
    const now = clock.now();
    store.saveSchedules(tx, plan, (entry) => nextOccurrence(entry, now - 1), now);
    store.deleteSchedulesExcept(
      tx,
      plan.map((entry) => entry.name),
    );
  }

  /**
   * Fires each schedule in its own transaction (they share a commit), so that one that cannot fire does not hold up the
   * others.
   */
  async function tick(): Promise<void> {
    let wait = RETRY_MS;
    try {
      await realign();
      const due = store.dueSchedules(db, clock.now());
      const fired = await Promise.all(due.map((schedule) => fire(schedule.name)));
      if (!fired.includes(false)) wait = (store.nextFireAt(db) ?? Infinity) - clock.now();
    } catch (error) {
      log.error({ err: causeChain(error) }, "the schedules cannot be read; trying again");
    }
    if (!stopped) timer = clock.after(Math.min(Math.max(wait, 1), MAX_WAIT_MS), () => void tick());
  }

  /**
   * After the clock was ahead for a while, cursors point to a time that is far away, so they are set back. What fired in
   * that future fires again when its time really comes: a poll too many harms nobody, but a long silence does.
   */
  async function realign(): Promise<void> {
    const now = clock.now();
    if (now >= seen - CLOCK_SLACK_MS) {
      seen = Math.max(seen, now);
      return;
    }
    const latest = store.latestRecord(db) ?? 0;
    if (latest > now + CLOCK_SLACK_MS) {
      falseUntil = latest;
      log.warn(
        { until: new Date(latest).toISOString() },
        "the clock was set back: what fired in its future may fire again",
      );
    }
    const ahead = store.listSchedules(db).flatMap((schedule) => {
      const next = schedule.next_at === null ? null : nextOccurrence(schedule, now - 1);
      return next !== null && (schedule.next_at ?? 0) > next ? [{ name: schedule.name, next }] : [];
    });
    await db.write((tx) => {
      for (const { name, next } of ahead) store.advanceSchedule(tx, name, null, next, now);
    });
    seen = now;
  }

  async function fire(name: string): Promise<boolean> {
    try {
      const skipped = await db.write((tx) => fireDue(tx, name));
      if (skipped.length > 0) {
        log.warn({ schedule: name, skipped: skipped.length, reason: skipped[0]?.reason }, "occurrences skipped");
      }
      return true;
    } catch (error) {
      if (!isStoreFault(error)) {
        log.error({ schedule: name, err: causeChain(error) }, "the schedule cannot be fired; trying again");
      }
      return false;
    }
  }

  /** @returns the occurrences that did not fire */
  function fireDue(tx: Tx, name: string): Verdict[] {
    const now = clock.now();
    const schedule = store.dueSchedule(tx, name, now);
    if (!schedule) return [];
    const first = firstToRecord(schedule, now);
    const { due, next } = first === null ? { due: [], next: null } : occurrencesUntil(schedule, first, now);
    const verdicts = judge(due, schedule.missed, schedule.paused === 1, now);
    for (const verdict of verdicts) record(tx, schedule, verdict, now);
    const last = verdicts.findLast((verdict) => verdict.fire)?.at ?? null;
    store.advanceSchedule(tx, name, last, next, now);
    return verdicts.filter((verdict) => !verdict.fire);
  }

  /** An occurrence that has fired does not fire again, except in a false future; one that was skipped may. */
  function record(tx: Tx, schedule: Schedule, { at, fire, reason }: Verdict, now: number): void {
    const known = store.fireAt(tx, schedule.name, at);
    const isFalse = known !== undefined && at <= falseUntil;
    if (known && (!fire || (!isFalse && (known.outcome === "fired" || known.reason === "overlap")))) return;
    const row = { schedule: schedule.name, scheduled_at: at, recorded_at: now };
    if (!fire) {
      store.saveFire(tx, { ...row, outcome: "skipped", reason, job_id: null });
      return;
    }
    const { id, created } = enqueueFire(tx, schedule, at);
    if (!created && isFalse) return;
    const outcome = created
      ? ({ outcome: "fired", reason: null } as const)
      : ({ outcome: "skipped", reason: "overlap" } as const);
    store.saveFire(tx, { ...row, ...outcome, job_id: id });
  }

  function enqueueFire(tx: Tx, schedule: Schedule, at: number): { id: number; created: boolean } {
    const { kind, args, options } = jobOf(schedule);
    // The unique key skips an overlapping occurrence; a queued occurrence has a key of its own.
    const key = options.key + (schedule.overlap === "queue" ? `@${at}` : "");
    return enqueue(tx, kind, args, { ...options, key, scheduledFor: at });
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
  if (first === null || now - first <= LATE_MS) return first;
  const most = schedule.missed === "all" ? Infinity : MOST_RECORDED * intervalOf(schedule, now);
  const since = now - Math.min(LEDGER_MS, most);
  return first >= since ? first : nextOccurrence(schedule, since);
}
