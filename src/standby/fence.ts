/**
 * Keeps an answer from leaving unless it is known that this process still holds the highest epoch. The protocol and what it
 * promises: docs/standby.md.
 */
import type { Clock, Timer } from "../base/clock.ts";
import { causeChain, StateError } from "../base/errors.ts";
import type { FenceReason } from "../domain/fence.ts";
import type { Claim, EpochStore } from "./epochs.ts";
import { FENCE_TIMES, type FenceTimes } from "./fence-times.ts";

/** What holds answers back. */
export interface FenceHold {
  why: FenceReason;
  /** For logs. */
  message: string;
  /** How soon to ask again, whole ms. */
  retryAfterMs: number;
}

/** An answer was not sent, because another daemon may send. */
export class Fenced extends StateError {
  constructor({ message, retryAfterMs }: FenceHold) {
    super(`not sent: ${message}`, { code: "publish.fence", retryable: true, retryAfterMs });
  }
}

export interface Fence {
  readonly epoch: number;
  readonly place: string;
  /** Waits for the first look, though not for ever. */
  ready(): Promise<void>;
  /** What holds answers back at this moment; undefined: they may leave. It asks the clocks and waits for nothing. */
  hold(): FenceHold | undefined;
  /** How long ago the last look began that succeeded, ms; null before the first. */
  lookedAgoMs(): number | null;
  stop(): Promise<void>;
}

export interface FenceOptions {
  store: EpochStore;
  /** The epoch that this process holds. */
  epoch: number;
  /** Whether the time after the take-over is over. */
  isSettled: boolean;
  clock: Clock;
  /** ms from any beginning, which nobody sets. */
  monotonic?: () => number;
  times?: FenceTimes;
  /** Called once when the time after the take-over is over. */
  onSettled?: () => void;
  /** Called once when another one has taken over. */
  onSuperseded?: (epoch: number, by: Claim | undefined) => void;
}

/** What a process holds that has joined no epoch: the first one is 1. */
export const NO_EPOCH = 0;

/** How long the first look is waited for at most: then it counts as failed. */
const SOON_MS = 1000;

/** Looks at once and from then on again and again, until it is stopped. */
// oxlint-disable-next-line max-lines-per-function -- its functions share what the last look has shown
export function createFence(options: FenceOptions): Fence {
  const { store, epoch, clock, monotonic = () => performance.now(), times = FENCE_TIMES } = options;
  const begun = monotonic();
  let settled = options.isSettled;
  let sure: { wall: number; monotonic: number } | undefined;
  let higher: number | undefined;
  let fault = "the first look has not come back";
  let timer: Timer | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    // What counts is when the look began: an epoch that is made after it may be missing in the answer.
    const at = { wall: clock.now(), monotonic: monotonic() };
    try {
      const found = await store.list(epoch);
      const highest = found.at(-1);
      if (highest !== undefined && highest > epoch) return await superseded(highest);
      if (highest === epoch) [sure, fault] = [at, "the next look has not come back"];
      else if (epoch === NO_EPOCH) fault = `the daemon has to be started first, which joins ${store.place}`;
      else fault = `${store.place} does not hold epoch ${epoch}`;
    } catch (error) {
      fault = causeChain(error);
    }
  }

  async function superseded(by: number): Promise<void> {
    if (higher !== undefined) return;
    higher = by;
    const claim = await store.read(by).catch(() => undefined);
    if (!stopped) options.onSuperseded?.(by, claim);
  }

  function settle(): void {
    if (settled || monotonic() - begun < times.waitMs) return;
    settled = true;
    options.onSettled?.();
  }

  async function turn(): Promise<void> {
    await look();
    if (stopped || higher !== undefined) return;
    settle();
    timer = clock.after(times.lookMs, () => void turn());
  }

  /** By the clock that has moved further: one that is set back hides an age, the other stands while the machine sleeps. */
  function age(): number | undefined {
    if (!sure) return undefined;
    return Math.max(clock.now() - sure.wall, monotonic() - sure.monotonic);
  }

  // A folder of a server that is away answers never, and must not keep the process from ending.
  const patience = new Promise<void>((resolve) => void clock.after(times.lookMs, resolve));
  const ready = Promise.race([turn(), patience]);
  return {
    epoch,
    place: store.place,
    ready: () => ready,
    hold() {
      if (higher !== undefined) {
        const message = `another daemon has taken over with epoch ${higher}`;
        return { why: "superseded", message, retryAfterMs: times.holdsMs };
      }
      const old = age();
      if (old === undefined || old > times.holdsMs) {
        const since = old === undefined ? "" : ` for ${(old / 1000).toFixed(1)} s`;
        const message = `it is not known${since} whether another daemon has taken over: ${fault}`;
        return { why: "unsure", message, retryAfterMs: Math.min(times.lookMs, SOON_MS) };
      }
      if (settled) return undefined;
      const left = Math.max(Math.ceil(times.waitMs - (monotonic() - begun)), 0);
      const message = `requests of the former daemon may be on their way for another ${Math.ceil(left / 1000)} s`;
      return { why: "settling", message, retryAfterMs: Math.min(left + times.lookMs, times.waitMs) };
    },
    lookedAgoMs: () => age() ?? null,
    async stop() {
      stopped = true;
      timer?.cancel();
      await ready;
      await store.close();
    },
  };
}
