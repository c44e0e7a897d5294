import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Channel, Update } from "../channel.ts";
import type { BotApi } from "./api.ts";
import { updateId, updateOf } from "./update.ts";

/** How long Telegram may keep a question open while nothing happens, s. */
const PATIENCE_S = 50;
const TIMEOUT_MS = (PATIENCE_S + 15) * 1000;
/** An answer without news that comes sooner than this is no long poll: it is not asked again at once. */
const SHORTEST_ROUND_MS = 1000;
/** A round that is larger than a reply may be would come again for ever. */
const AT_A_TIME = 50;
/** What we want to be told of. */
export const UPDATES = ["message", "callback_query"];

/**
 * Long polling. Telegram keeps an update until it is asked for a later one, for a day at most, so an update counts only
 * when it has been taken, and after a crash those of the last round come again.
 */
export function createPolling(api: BotApi, clock: Clock): NonNullable<Channel["listen"]> {
  let next: number | undefined;

  async function round(signal: AbortSignal): Promise<unknown[]> {
    const offset = next === undefined ? {} : { offset: next };
    const params = { ...offset, timeout: PATIENCE_S, limit: AT_A_TIME, allowed_updates: UPDATES };
    const result = z.array(z.unknown());
    return api.call({ method: "getUpdates", params, result, sends: false, timeoutMs: TIMEOUT_MS, signal });
  }

  async function listen(take: (update: Update) => Promise<void>, signal: AbortSignal): Promise<void> {
    // While a webhook stands, nobody can ask.
    await api.call({ method: "deleteWebhook", params: {}, result: z.unknown(), sends: false, signal });
    for (;;) {
      const [began, before] = [clock.now(), next];
      for (const wire of await round(signal)) {
        const [id, update] = [updateId(wire), updateOf(wire)];
        if (update) await take(update);
        if (id !== null) next = id + 1;
        signal.throwIfAborted();
      }
      if (next === before && clock.now() - began < SHORTEST_ROUND_MS) await clock.sleep(SHORTEST_ROUND_MS, signal);
    }
  }

  return async (take, signal) => {
    await listen(take, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  };
}
