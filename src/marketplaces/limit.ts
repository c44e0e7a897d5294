import PQueue from "p-queue";
import { DAY_MS, type Clock } from "../base/clock.ts";
import { MarketplaceError } from "../base/errors.ts";

/** What one account may send: at most `starts` requests in any `perMs` milliseconds, `parallel` of them at a time. */
export interface Limit {
  starts: number;
  perMs: number;
  parallel: number;
}

/** What an account has used up. Times are Unix ms. */
export interface Used {
  /** When the latest requests were sent, oldest first. */
  starts: number[];
  /** Until when nothing more is taken, by bucket: the marketplace said so. */
  holds: Record<string, number>;
}

/** Where it is kept: other processes and the next start of this one go on from it. */
export interface Usage {
  /** Changes it in one step that survives the process; nobody else's change comes between. */
  update<T>(change: (used: Used) => T): Promise<T>;
}

/** Runs work within the account's limit. */
export interface Limiter {
  /**
   * Waits for leave to send one request, then runs `work`.
   * @param bucket which of the marketplace's own allowances it is taken from
   * @throws the signal's reason when it aborts before `work` has begun
   * @throws MarketplaceError `marketplace.rate_limited` when the wait would be longer than a minute
   */
  run<T>(bucket: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** The marketplace takes nothing more from this bucket for so long. */
  hold(bucket: string, ms: number): Promise<void>;
}

/** A longer wait would only sit on the caller's lane: the caller is told the time and comes back. */
const LONGEST_WAIT_MS = 60_000;

/**
 * The rate limit of one account.
 * p-queue bounds what is under way. Its own window stays unused: it runs on the system clock, cannot tell how long a
 * wait would be, and forgets with the process.
 * @param name the marketplace, as error messages call it
 */
export function createLimiter(name: string, limit: Limit, clock: Clock, usage: Usage): Limiter {
  const queue = new PQueue({ concurrency: limit.parallel });
  let started: number[] = [];

  /** Notes one start for everybody. @returns 0, or how long to wait first */
  function take(used: Used, bucket: string): number {
    const now = clock.now();
    forget(used, now);
    const wait = Math.max(freeAt(used.starts, limit), used.holds[bucket] ?? 0) - now;
    if (wait > 0) return wait;
    used.starts = [...used.starts, now].slice(-limit.starts);
    return 0;
  }

  /** The note reaches the disk a little before the request leaves: our own requests are counted when they do. */
  function ownWait(): number {
    started = started.filter((at) => at <= clock.now());
    return freeAt(started, limit) - clock.now();
  }

  async function leave(bucket: string, signal: AbortSignal): Promise<void> {
    const taken = (): Promise<number> => usage.update((used) => take(used, bucket));
    for (let wait = await taken(); wait > 0; wait = await taken()) {
      if (wait > LONGEST_WAIT_MS) throw limitUsedUp(name, limit, wait);
      await clock.sleep(wait, signal);
    }
  }

  /** Resolves when p-queue has room; the place is held until the returned function is called. */
  function place(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const hold = () => new Promise<void>((release) => resolve(release));
      queue.add(hold, { signal }).catch(reject);
    });
  }

  return {
    async run(bucket, signal, work) {
      const release = await place(signal);
      try {
        await leave(bucket, signal);
        for (let wait = ownWait(); wait > 0; wait = ownWait()) await clock.sleep(wait, signal);
        signal.throwIfAborted();
        // Nothing may come between the look at the clock, this note and the start of the work.
        started = [...started, clock.now()].slice(-limit.starts);
        return await work();
      } finally {
        release();
      }
    },
    hold: (bucket, ms) => usage.update((used) => void (used.holds[bucket] = clock.now() + ms)),
  };
}

/** When the next request may leave, Unix ms. */
function freeAt(starts: readonly number[], { starts: most, perMs }: Limit): number {
  const oldest = starts.at(-most);
  return oldest === undefined ? 0 : oldest + perMs;
}

/** No hold is longer than that (a header's wait is cut to a day). */
const LONGEST_HOLD_MS = DAY_MS;

/** Times in the future mean that the clock was set back; they would block the account until then. */
function forget(used: Used, now: number): void {
  used.starts = used.starts.filter((at) => at <= now);
  for (const [bucket, until] of Object.entries(used.holds)) {
    if (until <= now || until > now + LONGEST_HOLD_MS) delete used.holds[bucket];
  }
}

/** Kept in this process alone. */
export function usageInMemory(): Usage {
  const used: Used = { starts: [], holds: {} };
  return { update: (change) => Promise.resolve(change(used)) };
}

function limitUsedUp(name: string, limit: Limit, wait: number): MarketplaceError {
  const rule = `${limit.starts} in ${limit.perMs < 60_000 ? `${limit.perMs / 1000} s` : `${limit.perMs / 60_000} min`}`;
  return new MarketplaceError(`the request limit of this ${name} account is used up (${rule})`, {
    code: "marketplace.rate_limited",
    hint: "It continues by itself.",
    retryable: true,
    retryAfterMs: wait,
  });
}
