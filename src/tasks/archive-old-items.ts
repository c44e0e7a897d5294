import { z } from "zod";
import { DAY_MS, HOUR_MS } from "../base/clock.ts";
import { clockDoubt } from "../queue/clock-watch.ts";
import { defineTask, done, snooze } from "../queue/task.ts";
import { archiveBatch, type ArchiveLimits } from "../store/tables/archive.ts";
import type { Deps } from "./deps.ts";
import { MODERATION_MS } from "../domain/appearance.ts";

/** Finished items older than this move to the archive (specification 7.3: 12 months). */
const ARCHIVE_AFTER_MS = 365 * DAY_MS;
/** Items moved in one transaction, which keeps other writers waiting for some tens of milliseconds. */
const BATCH = 200;

/** @param now Unix ms */
export function archiveLimits(now: number): ArchiveLimits {
  return { before: now - ARCHIVE_AFTER_MS, moderatedSince: now - MODERATION_MS };
}

/** Moves items in batches, so that a stop in between loses nothing and other writers do not wait long. */
export const archiveOldItems = defineTask<Deps, Record<string, never>>({
  kind: "archive_old_items",
  lane: "system",
  args: z.strictObject({}),
  retries: 3,
  retryDelayMs: 60_000,
  async run({ clock, db }, _, context) {
    const doubt = clockDoubt(db, clock.now());
    // One wrong reading of the clock would move everything that is answered out of sight.
    if (doubt !== undefined) return snooze(clock.now() + HOUR_MS, `nothing is archived: ${doubt}`);
    const limits = archiveLimits(clock.now());
    let archived = 0;
    for (let moved = BATCH; moved === BATCH; archived += moved) {
      context.signal.throwIfAborted();
      moved = await context.write((tx) => archiveBatch(tx, limits, BATCH, clock.now()));
    }
    return done({ status: "ok", archived });
  },
});
