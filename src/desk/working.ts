import type { Clock } from "../base/clock.ts";
import type { Reader } from "../store/db.ts";
import { latePolls } from "./late-polls.ts";
import { lateSchedules } from "../store/tables/schedules.ts";
import { standingLanes, statusOf } from "../store/views/status.ts";

/** Whether work gets done: `working` is false when a lane does not get on with its due jobs, or a schedule is late. */
export interface Working {
  working: boolean;
  /** The age of the oldest due job in seconds; null when none is due. */
  oldest_due_job: number | null;
  late_schedules: string[];
  /** Polls that have not succeeded for several of their intervals, whatever the reason: `wb-main review`. */
  late_polls: string[];
  /** Accounts whose key the marketplace refuses: their polls and sends wait. */
  held_accounts: string[];
}

/**
 * Work stands still when a due job has waited longer than this and its lane has run no other meanwhile; otherwise the
 * queue is just long.
 */
const LATE_JOB_MS = 10 * 60_000;
/** A schedule this late is overdue, because the scheduler looks at least every half minute. */
const LATE_FIRE_MS = 2 * 60_000;

/** Judges from the stored rows whether work gets done. */
export function workingOf({ db, clock }: { db: Reader; clock: Clock }): Working {
  const now = clock.now();
  const status = statusOf(db, now, now);
  const { oldest_due_ms: oldest } = status.jobs;
  const late = lateSchedules(db, now - LATE_FIRE_MS);
  return {
    working: standingLanes(db, now, LATE_JOB_MS).length === 0 && late.length === 0,
    oldest_due_job: oldest === null ? null : Math.round(oldest / 1000),
    late_schedules: late,
    late_polls: latePolls(db, now).map(({ account, itemType }) => `${account} ${itemType}`),
    held_accounts: [...new Set(status.key_holds.map(({ account }) => account))],
  };
}
