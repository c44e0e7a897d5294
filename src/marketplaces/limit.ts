import PQueue from "p-queue";
import { DAY_MS, isToCome, type Clock } from "../base/clock.ts";
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
  /** The time until which the marketplace accepts no more requests, by bucket. */
  holds: Record<string, number>;
  /** When the marketplace said so, by bucket. */
  heldAt?: Record<string, number> | undefined;
}

/** The store of the usage, shared with other processes and with the next start of this one. */
export interface Usage {
  /** Changes the usage atomically and durably: no other change comes between. */
  update<T>(change: (used: Used) => T): Promise<T>;
}

/** One request of an account. */
export interface Turn {
  /** Which of the marketplace's own allowances it is taken from. */
  bucket: string;
  signal: AbortSignal;
  /** A longer wait is refused, so that the caller can free its slot and come back. */
  longestWaitMs: number;
}

/** A place in the limit that is kept for a request to come. */
export interface Place {
  /** When it was taken, Unix ms; null when the limit is too small to keep places. */
  at: number | null;
}

/** Runs work within the account's limit. */
export interface Limiter {
  /**
   * Waits for leave to send one request, then runs `work`.
   * @param place the place that was kept for this request: it is given back first
   * @throws the signal's reason when it aborts before `work` has begun
   * @throws MarketplaceError `marketplace.rate_limited` when the wait would be longer than allowed
   */
  run<T>(turn: Turn, work: () => Promise<T>, place?: Place): Promise<T>;
  /**
   * Waits for leave to send one request and keeps it: no request that comes meanwhile takes it. An allowance of a
   * single request at a time keeps none, because the reading before the send could never be made.
   * @throws like `run`
   */
  reserve(turn: Turn): Promise<Place>;
  /** Notes that the marketplace accepts no more requests from this bucket for this long. */
  hold(bucket: string, ms: number): Promise<void>;
}

/**
 * The rate limit of one account.
 * p-queue bounds the requests under way. Its own time window stays unused: it runs on the system clock, cannot say how
 * long a wait would be, and forgets its state with the process.
 * @param name the marketplace, as error messages call it
 */
export function createLimiter(name: string, limit: Limit, clock: Clock, usage: Usage): Limiter {
  const queue = new PQueue({ concurrency: limit.parallel });
  let started: number[] = [];

  /** Records one start for all processes, unless it has to wait first. */
  function take(used: Used, bucket: string, place: Place | undefined): { wait: number; at: number } {
    const now = clock.now();
    forget(used, now);
    const kept = used.starts.indexOf(place?.at ?? Number.NaN);
    if (kept !== -1) used.starts.splice(kept, 1);
    const wait = Math.max(freeAt(used.starts, limit), used.holds[bucket] ?? 0) - now;
    if (wait <= 0) used.starts = [...used.starts, now].slice(-limit.starts);
    return { wait, at: now };
  }

  /** A start reaches the disk a little before its request is sent, so our own requests are counted again when sent. */
  function ownWait(): number {
    started = started.filter((at) => at <= clock.now());
    return freeAt(started, limit) - clock.now();
  }

  /** @returns when the start was recorded, Unix ms */
  async function leave({ bucket, signal, longestWaitMs }: Turn, kept?: Place): Promise<number> {
    for (let place = kept; ; place = undefined) {
      // oxlint-disable-next-line no-loop-func -- the change runs before the next round begins
      const { wait, at } = await usage.update((used) => take(used, bucket, place));
      if (wait <= 0) return at;
      if (wait > longestWaitMs) throw limitUsedUp(name, limit, wait);
      await clock.sleep(wait, signal);
    }
  }

  /** Resolves when p-queue has room; the slot is held until the returned function is called. */
  function slot(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const hold = () => new Promise<void>((release) => resolve(release));
      queue.add(hold, { signal }).catch(reject);
    });
  }

  return {
    async run(turn, work, kept) {
      const { signal } = turn;
      const release = await slot(signal);
      try {
        await leave(turn, kept);
        for (let wait = ownWait(); wait > 0; wait = ownWait()) await clock.sleep(wait, signal);
        signal.throwIfAborted();
        // Nothing may run between the reading of the clock, this record and the start of the work.
        started = [...started, clock.now()].slice(-limit.starts);
        return await work();
      } finally {
        release();
      }
    },
    reserve: async (turn) => ({ at: limit.starts === 1 ? null : await leave(turn) }),
    hold: (bucket, ms) => usage.update((used) => note(used, bucket, { now: clock.now(), ms })),
  };
}

/** When the next request may leave, Unix ms. */
function freeAt(starts: readonly number[], { starts: most, perMs }: Limit): number {
  const oldest = starts.at(-most);
  return oldest === undefined ? 0 : oldest + perMs;
}

/** The longest possible hold, because a header's waiting time is cut to a day. */
const LONGEST_HOLD_MS = DAY_MS;

/** Another process may have written it just now. */
const SLACK_MS = 1000;

function note(used: Used, bucket: string, { now, ms }: { now: number; ms: number }): void {
  used.holds[bucket] = now + ms;
  used.heldAt = { ...used.heldAt, [bucket]: now };
}

/**
 * Drops starts in the future: they mean that the clock was set back, and would block the account until then. What the
 * marketplace asked for in such a future is waited for from now on.
 */
function forget(used: Used, now: number): void {
  used.starts = used.starts.filter((at) => at <= now);
  for (const [bucket, until] of Object.entries(used.holds)) {
    const heldAt = used.heldAt?.[bucket] ?? now;
    if (heldAt > now + SLACK_MS) note(used, bucket, { now, ms: until - heldAt });
    else if (!isToCome(until, now, LONGEST_HOLD_MS)) {
      delete used.holds[bucket];
      delete used.heldAt?.[bucket];
    }
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
