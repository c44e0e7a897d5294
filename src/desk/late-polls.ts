import { MINUTE_MS } from "../base/clock.ts";
import { isPollKind, pollOf } from "../domain/job.ts";
import { PLATFORMS, type ItemType } from "../domain/platform.ts";
import { liveDaemon } from "../queue/owner.ts";
import { intervalOf } from "../schedule/plan.ts";
import type { Reader } from "../store/db.ts";
import { isPaused } from "../store/tables/pauses.ts";
import { listPollingStates } from "../store/tables/polling-state.ts";
import { listSchedules } from "../store/tables/schedules.ts";

/** A poll that has not succeeded for several of its intervals, whatever the reason. */
export interface LatePoll {
  account: string;
  itemType: ItemType;
  /** The last success, Unix ms; null when there was none, or only one that the clock's own future tells of. */
  lastSuccess: number | null;
}

/** A few intervals may pass: a slow marketplace, a restart. */
const INTERVALS = 4;
const SHORTEST_MS = MINUTE_MS;

/**
 * The polls of the running daemon that are late. What a person has paused is not late, and a daemon that has just
 * started gets its few intervals first.
 */
export function latePolls(db: Reader, now: number): LatePoll[] {
  const daemon = liveDaemon(db, now);
  if (!daemon) return [];
  const states = new Map(listPollingStates(db).map((state) => [`${state.item_type} ${state.account}`, state]));
  const paused = new Set(PLATFORMS.filter((platform) => isPaused(db, `poll_${platform}`)));
  const intervals = new Map<string, number>();
  return listSchedules(db).flatMap((schedule) => {
    const { kind, account } = schedule;
    if (!isPollKind(kind) || account === null || schedule.enabled === 0 || schedule.paused === 1) return [];
    const { platform, itemType } = pollOf(kind);
    if (paused.has(platform)) return [];
    const state = states.get(`${itemType} ${account}`);
    const watermark = state?.watermark ?? null;
    const lastSuccess = watermark !== null && watermark <= now + MINUTE_MS ? watermark : null;
    const since = Math.max(lastSuccess ?? 0, Math.min(daemon.started_at, now));
    // Very many accounts share a few patterns.
    const pattern = `${schedule.timezone} ${schedule.cron}`;
    const interval = intervals.get(pattern) ?? intervalOf(schedule, now);
    intervals.set(pattern, interval);
    return now - since > Math.max(INTERVALS * interval, SHORTEST_MS) ? [{ account, itemType, lastSuccess }] : [];
  });
}
