/** The request limits of the marketplaces, kept as the real ones keep them, and what came in measured against them. */
import type { MiddlewareHandler } from "hono";
import type { Clock } from "../base/clock.ts";
import type { Platform } from "../domain/platform.ts";
import type { Voice } from "./voices.ts";

/** A bucket that fills up at a steady rate; each request takes one. */
interface Bucket {
  capacity: number;
  /** Time for one more, ms. */
  everyMs: number;
}

/** Reference: WB API, limits of the category (3 a second, burst 6; Basic 5 an hour, burst 1); Ozon: 50 a second. */
const BUCKETS: Record<Platform, Bucket | undefined> = {
  wb: { capacity: 6, everyMs: 333 },
  ozon: { capacity: 50, everyMs: 20 },
  ym: undefined,
};
const WB_BASIC: Bucket = { capacity: 1, everyMs: 12 * 60_000 };
/** Reference: Yandex Market Partner API, requests at a time for one cabinet. */
const YM_PARALLEL = 4;

/** What one marketplace saw of its limits. */
export interface LimitRecord {
  /** The number of requests over the limit. */
  refused: number;
  /** Most requests at a time. */
  most_parallel: number;
  /** Most requests in any window of one second. */
  most_in_a_second: number;
}

export interface Limits {
  middleware: MiddlewareHandler;
  record: LimitRecord;
}

interface Options {
  clock: Clock;
  voice: Voice;
  /** The WB token is a Basic one. */
  basic: boolean;
  /** Whether excess requests are refused or only counted. */
  refuse: boolean;
}

export function createLimits(platform: Platform, { clock, voice, basic, refuse }: Options): Limits {
  const bucket = platform === "wb" && basic ? WB_BASIC : BUCKETS[platform];
  const record: LimitRecord = { refused: 0, most_parallel: 0, most_in_a_second: 0 };
  let left = bucket?.capacity ?? 0;
  let filledAt = clock.now();
  let underWay = 0;
  let recent: number[] = [];

  /** Takes one request and returns 0, or returns how long to wait for the next one, in ms. */
  function take({ capacity, everyMs }: Bucket): number {
    const now = clock.now();
    left = Math.min(capacity, left + (now - filledAt) / everyMs);
    filledAt = now;
    if (left < 1) return (1 - left) * everyMs;
    left -= 1;
    return 0;
  }

  function note(): void {
    const now = clock.now();
    recent = [...recent.filter((at) => at > now - 1000), now];
    record.most_in_a_second = Math.max(record.most_in_a_second, recent.length);
    record.most_parallel = Math.max(record.most_parallel, ++underWay);
  }

  const middleware: MiddlewareHandler = async (c, next) => {
    note();
    try {
      const wait = bucket ? take(bucket) : 0;
      const tooMany = platform === "ym" && underWay > YM_PARALLEL;
      if (wait === 0 && !tooMany) {
        await next();
        return undefined;
      }
      record.refused += 1;
      if (!refuse) {
        await next();
        return undefined;
      }
      return tooMany ? voice.tooManyAtATime(c) : voice.rateLimited(c, wait);
    } finally {
      underWay -= 1;
    }
  };
  return { middleware, record };
}
