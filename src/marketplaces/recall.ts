import type { Clock } from "../base/clock.ts";
import { MarketplaceError } from "../base/errors.ts";
import type { Marketplace, RemoteState } from "./marketplace.ts";

const RECALL_MS = 15 * 60_000;

/**
 * Serves accounts that get one request in 12 minutes (WB Basic tokens), where a read right before each publish would
 * always use up the request that the publish needs. Here the last "unanswered" reading may be used once within 15
 * minutes: read, wait for the limit, read again without a request, publish. Any publish that was sent discards it.
 */
export function withRecall(marketplace: Marketplace, clock: Clock): Marketplace {
  let last: { id: string; at: number; state: RemoteState } | null = null;

  return {
    ...marketplace,
    async read(ref, signal, onLeave) {
      const id = `${ref.itemType} ${ref.externalId}`;
      const recalled = last?.id === id && clock.now() - last.at < RECALL_MS ? last.state : null;
      last = null;
      if (recalled !== null) return recalled;
      const state = await marketplace.read(ref, signal, onLeave);
      if (state.status === "unanswered") last = { id, at: clock.now(), state };
      return state;
    },
    async publish(ref, text, signal, delivery) {
      try {
        const receipt = await marketplace.publish(ref, text, signal, delivery);
        last = null;
        return receipt;
      } catch (error) {
        const kept = error instanceof MarketplaceError && error.code === "marketplace.rate_limited";
        if (!kept) last = null;
        throw error;
      }
    },
  };
}
