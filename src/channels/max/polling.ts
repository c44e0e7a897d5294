import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Bookmark, Channel, Update } from "../channel.ts";
import type { MaxApi } from "./api.ts";
import { updateOf } from "./update.ts";

/** How long MAX may keep a question open while nothing happens, s; at most 90. */
const PATIENCE_S = 50;
const TIMEOUT_MS = (PATIENCE_S + 15) * 1000;
/** An answer without news that comes sooner than this is no long poll: it is not asked again at once. */
const SHORTEST_ROUND_MS = 1000;
/** A round that is larger than a reply may be would come again for ever. */
const AT_A_TIME = 50;
const TYPES = "message_created,message_callback,bot_started";

const reply = z.object({ updates: z.array(z.unknown()), marker: z.int().nullish() });

/**
 * Long polling. What comes before the marker that is asked with counts as read, and without one MAX tells the latest update
 * only, so the marker is kept across restarts, once everything before it has been taken. It counts for the same bot alone.
 * @param bot what tells this bot from another one
 */
export function createPolling(api: MaxApi, clock: Clock, bot: string): NonNullable<Channel["listen"]> {
  async function round(marker: string | null, signal: AbortSignal): Promise<z.infer<typeof reply>> {
    const query = { marker: marker ?? undefined, timeout: PATIENCE_S, limit: AT_A_TIME, types: TYPES };
    return api.call({ method: "GET", path: "/updates", query, reply, sends: false, timeoutMs: TIMEOUT_MS, signal });
  }

  async function listen(take: (update: Update) => Promise<void>, signal: AbortSignal, mark: Bookmark): Promise<void> {
    for (;;) {
      const [began, before] = [clock.now(), markerOf(mark.read(), bot)];
      const { updates, marker } = await round(before, signal);
      for (const wire of updates) {
        const update = updateOf(wire);
        if (update) await take(update);
        signal.throwIfAborted();
      }
      const isNew = marker !== undefined && marker !== null && String(marker) !== before;
      if (isNew) await mark.write(`${bot}:${marker}`);
      const isQuick = clock.now() - began < SHORTEST_ROUND_MS;
      if (isQuick && (!isNew || updates.length === 0)) await clock.sleep(SHORTEST_ROUND_MS, signal);
    }
  }

  return async (take, signal, bookmark) => {
    await listen(take, signal, bookmark).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  };
}

/** An earlier version stored the marker alone. */
function markerOf(stored: string | null, bot: string): string | null {
  const [, of, marker = null] = /^(?:([^:]+):)?(\d+)$/.exec(stored ?? "") ?? [];
  return of === undefined || of === bot ? marker : null;
}
