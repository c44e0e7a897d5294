import { MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Fence } from "./fence.ts";

/** People are rather told twice than never: so long at most, while it is not known who tells them. */
const LONGEST_MS = MINUTE_MS;

/**
 * For how long a hub tells nobody anything, because another one of the same people may do it, ms; 0: it tells.
 * @param fence null when there is no other one
 */
export function silenceOf(fence: Fence | null, clock: Clock): () => number {
  let unsureSince: number | undefined;
  return () => {
    const hold = fence?.hold();
    const now = clock.now();
    unsureSince = hold?.why === "unsure" ? (unsureSince ?? now) : undefined;
    const isTooLong = unsureSince !== undefined && now - unsureSince > LONGEST_MS;
    return !hold || isTooLong ? 0 : hold.retryAfterMs;
  };
}
