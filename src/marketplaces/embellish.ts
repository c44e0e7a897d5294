/** Look-ups that only embellish an item: names, brands, pictures. Whatever they answer, the items themselves come. */
import type { Clock } from "../base/clock.ts";
import { MarketplaceError, ReputationError } from "../base/errors.ts";

/** The look-ups of one kind in one run over a list. */
export interface Embellisher {
  /** The result; undefined when this look-up failed, or one before it in the run. */
  ask<T>(look: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
}

/** One look-up takes no longer, its retries included: a list waits for it. */
const LONGEST_MS = 15_000;

/**
 * Begins a run. After a look-up has failed (refused, gone, unreadable, too slow) the rest of the run does without, so
 * that hundreds of pages do not wait for hundreds of failures; the next run asks again.
 */
export function createEmbellisher(clock: Clock): Embellisher {
  let failed = false;
  return {
    async ask(look, signal) {
      if (failed) return undefined;
      const deadline = new AbortController();
      const timer = clock.after(LONGEST_MS, () => deadline.abort(tooSlow()));
      try {
        return await look(AbortSignal.any([signal, deadline.signal]));
      } catch (error) {
        if (signal.aborted || !(error instanceof ReputationError)) throw error;
        failed = true;
        return undefined;
      } finally {
        timer.cancel();
      }
    },
  };
}

function tooSlow(): MarketplaceError {
  return new MarketplaceError("the look-up took too long", { code: "marketplace.unavailable", retryable: true });
}
