import PQueue from "p-queue";
import type { Clock } from "../clock.ts";
import { MarketplaceError } from "../errors.ts";

/** What one account may send: at most `starts` requests in any `perMs` milliseconds, `parallel` of them at a time. */
export interface Limit {
  starts: number;
  perMs: number;
  parallel: number;
}

/** Runs work within the account's limit. */
export interface Limiter {
  /**
   * Waits for leave to send one request, then runs `work`.
   * @throws the signal's reason when it aborts before `work` has begun
   * @throws MarketplaceError `marketplace.rate_limited` when the wait would be longer than a minute
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** A longer wait would only sit on the caller's lane: the caller is told the time and comes back. */
const LONGEST_WAIT_MS = 60_000;

/**
 * The rate limit of one account, within this process.
 * p-queue bounds what is under way. Its own window stays unused: it runs on the system clock and cannot tell how
 * long a wait would be.
 * @param name the marketplace, as error messages call it
 */
export function createLimiter(name: string, limit: Limit, clock: Clock): Limiter {
  const queue = new PQueue({ concurrency: limit.parallel });
  let started: number[] = [];

  function waitMs(): number {
    const now = clock.now();
    // A start in the future means that the clock was set back; it would block the account until then.
    started = started.filter((at) => at <= now);
    const oldest = started.at(-limit.starts);
    return oldest === undefined ? 0 : Math.max(0, oldest + limit.perMs - now);
  }

  /** Resolves when p-queue has room; the place is held until the returned function is called. */
  function place(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const hold = () => new Promise<void>((release) => resolve(release));
      queue.add(hold, { signal }).catch(reject);
    });
  }

  return {
    async run(signal, work) {
      const release = await place(signal);
      try {
        for (let wait = waitMs(); wait > 0; wait = waitMs()) {
          if (wait > LONGEST_WAIT_MS) throw limitUsedUp(name, limit, wait);
          await clock.sleep(wait, signal);
        }
        signal.throwIfAborted();
        // Nothing may come between the look at the clock, this note and the start of the work.
        started = [...started, clock.now()].slice(-limit.starts);
        return await work();
      } finally {
        release();
      }
    },
  };
}

function limitUsedUp(name: string, limit: Limit, wait: number): MarketplaceError {
  const rule = `${limit.starts} in ${limit.perMs / 60_000} min`;
  return new MarketplaceError(`the request limit of this ${name} account is used up (${rule})`, {
    code: "marketplace.rate_limited",
    hint: "It continues by itself.",
    retryable: true,
    retryAfterMs: wait,
  });
}
