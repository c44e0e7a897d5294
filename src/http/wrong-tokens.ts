/** Slows down and logs those who try tokens. A right token is never slowed down. */
import { MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

export interface WrongTokens {
  /** Whether so many answers to the address are held back already that no further token of its is looked at. */
  isFull(address: string): boolean;
  /** Notes a wrong token; resolves when it may be answered. */
  hold(address: string): Promise<void>;
}

interface Tries {
  count: number;
  lastAt: number;
  /** Answers that are held back at present. */
  held: number;
}

/** The first few are mistakes of people. */
const FREE = 3;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;
const HELD_PER_ADDRESS = 50;
/** An address that has been quiet for so long starts anew. */
const FORGET_MS = 10 * MINUTE_MS;
/** Addresses that are remembered; an attacker may have any number of them. */
const ADDRESSES = 1000;

export function watchWrongTokens(clock: Clock, log: Log): WrongTokens {
  const known = new Map<string, Tries>();
  const say = sayNowAndThen(clock, log);

  function noted(address: string): Tries {
    const now = clock.now();
    const before = known.get(address);
    const tries = before && now - before.lastAt < FORGET_MS ? before : { count: 0, held: before?.held ?? 0, lastAt: 0 };
    tries.count++;
    tries.lastAt = now;
    // The address becomes the youngest, and the oldest one makes room.
    known.delete(address);
    known.set(address, tries);
    for (const oldest of known.keys()) if (known.size > ADDRESSES) known.delete(oldest);
    return tries;
  }

  return {
    isFull: (address) => (known.get(address)?.held ?? 0) >= HELD_PER_ADDRESS,
    async hold(address) {
      const tries = noted(address);
      say(address);
      if (tries.count <= FREE) return;
      tries.held++;
      const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries.count - FREE - 1), LONGEST_WAIT_MS);
      await new Promise<void>((resolve) => void clock.after(wait, resolve));
      tries.held--;
    },
  };
}

/** Logs the first wrong token at once, and those of each minute after it together. */
function sayNowAndThen(clock: Clock, log: Log): (address: string) => void {
  let [untold, isWaiting] = [0, false];
  let latest = "";
  function tell(): void {
    log.warn({ tries: untold, address: latest }, "http: wrong tokens");
    untold = 0;
    isWaiting = true;
    clock.after(MINUTE_MS, () => {
      isWaiting = false;
      if (untold > 0) tell();
    });
  }
  return (address) => {
    untold++;
    latest = address;
    if (!isWaiting) tell();
  };
}
