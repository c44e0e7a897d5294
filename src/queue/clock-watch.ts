/** Notices that the clock was set, so that no job waits for a time that is not coming, and nothing is deleted by mistake. */
import { z } from "zod";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../base/clock.ts";
import type { Reader, Tx } from "../store/db.ts";
import { mendJobTimes } from "../store/tables/job-times.ts";
import { getMeta, setMeta } from "../store/tables/meta.ts";

const KEY = "clock";
/** A longer silence of the daemon, or a step of the clock, makes its time doubtful until something confirms it. */
const JUMP_MS = HOUR_MS;
/** How far the clock may differ from the marketplaces' and still be trusted with deleting what is old. */
export const DIFFERS_MS = HOUR_MS;
/** An attempt that began in a false future ends within this time; what it waits for then was reckoned in that future. */
const LEFTOVERS_MS = 15 * MINUTE_MS;
/** A time that has gone on evenly for so long counts as right, also without a marketplace. */
const STEADY_MS = DAY_MS;

const form = z.object({
  /** The last time that the daemon saw, Unix ms. */
  seen_at: z.number(),
  /** When time last made a jump: at a start after a longer pause, or because the clock was set. */
  jumped_at: z.number(),
  /** How far the marketplaces' clocks are ahead of ours, ms; null while none has replied since the start. */
  behind_ms: z.number().nullable(),
  /** When the clock was seen to be set back last, by the clock that was right then; null when it never was. */
  set_back_at: z.number().nullable().default(null),
});
export type ClockState = z.infer<typeof form>;

/** What the daemon last knew of its clock; undefined before its first start. */
export function clockState(reader: Reader): ClockState | undefined {
  return getMeta(reader, KEY, form);
}

/**
 * Called at the daemon's start and every few seconds.
 * @param behindMs how far the marketplaces' clocks are ahead of ours; null when none has replied yet
 * @returns how many jobs waited for a time that is not coming, and whether what is known of other clocks is void
 */
export function watchClock(tx: Tx, now: number, behindMs: number | null): { mended: number; jumped: boolean } {
  const before = clockState(tx);
  // What an earlier version stored is looked at once.
  const wasSetBack = before === undefined || now < before.seen_at;
  const setBackAt = wasSetBack ? now : before.set_back_at;
  const jumped = before === undefined || Math.abs(now - before.seen_at) > JUMP_MS;
  setMeta(tx, KEY, {
    seen_at: now,
    jumped_at: jumped ? now : Math.min(before.jumped_at, now),
    behind_ms: jumped ? null : behindMs,
    set_back_at: setBackAt,
  } satisfies ClockState);
  const mayBeFalse = setBackAt !== null && now - setBackAt < LEFTOVERS_MS;
  return { mended: mayBeFalse ? mendJobTimes(tx, now) : 0, jumped };
}

/**
 * Why nothing may be archived or deleted for its age now; undefined when the time is trusted: the marketplaces' clocks
 * agree, or time has gone on evenly for a day.
 */
export function clockDoubt(reader: Reader, now: number): string | undefined {
  const state = clockState(reader);
  if (!state) return undefined;
  const { seen_at: seen, jumped_at: jumped, behind_ms: behind } = state;
  if (Math.abs(now - seen) > JUMP_MS)
    return `the clock stands at ${iso(now)}, but the daemon last saw ${iso(seen)}; start the daemon, which asks the marketplaces`;
  if (behind !== null && Math.abs(behind) > DIFFERS_MS)
    return `the clock is ${Math.round(Math.abs(behind) / MINUTE_MS)} min ${behind > 0 ? "behind" : "ahead of"} the marketplaces'; set it right`;
  if (behind === null && now - jumped < STEADY_MS)
    return `the clock made a jump at ${iso(jumped)}; it is trusted when a marketplace has replied, or after a day`;
  return undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
