import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLimiter, usageInMemory } from "../../src/marketplaces/limit.ts";
import { signal } from "./contract.ts";
import { quickClock } from "./quick-clock.ts";

/** A request that waits up to a minute. */
const turn = (bucket: string, signal: AbortSignal) => ({ bucket, signal, longestWaitMs: 60_000 });

describe("the request limit of an account", () => {
  it("holds in every sliding window, whatever the pauses between requests", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ starts: fc.integer({ min: 1, max: 8 }), perMs: fc.integer({ min: 1, max: 5000 }) }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 }),
        async (window, pauses) => {
          const clock = quickClock();
          const limiter = createLimiter("Ozon", { ...window, parallel: 4 }, clock, usageInMemory());
          const at: number[] = [];
          const running = pauses.map((pause) => {
            clock.advance(pause);
            return limiter.run(turn("", signal), async () => void at.push(clock.now()));
          });
          await Promise.all(running);
          expect(at).toHaveLength(pauses.length);
          for (const [index, start] of at.entries()) {
            const within = at.slice(index).filter((other) => other < start + window.perMs);
            expect(within.length).toBeLessThanOrEqual(window.starts);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("lets a burst through without a wait", async () => {
    const clock = quickClock();
    const limiter = createLimiter("Wildberries", { starts: 6, perMs: 2100, parallel: 6 }, clock, usageInMemory());
    for (let i = 0; i < 6; i++) await limiter.run(turn("", signal), async () => undefined);
    expect(clock.sleeps).toEqual([]);
    await limiter.run(turn("", signal), async () => undefined);
    expect(clock.sleeps).toEqual([2100]);
  });

  it("never lets more requests run at a time than allowed", async () => {
    const limiter = createLimiter(
      "Yandex Market",
      { starts: 1000, perMs: 1000, parallel: 4 },
      quickClock(),
      usageInMemory(),
    );
    let underWay = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    };
    await Promise.all(Array.from({ length: 20 }, () => limiter.run(turn("", signal), work)));
    expect(most).toBe(4);
  });

  it("gives its place back when the work fails", async () => {
    const limiter = createLimiter("Ozon", { starts: 10, perMs: 1000, parallel: 1 }, quickClock(), usageInMemory());
    await expect(limiter.run(turn("", signal), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await limiter.run(turn("", signal), async () => "yes")).toBe("yes");
  });

  it("stops waiting when the signal aborts", async () => {
    const limiter = createLimiter("Ozon", { starts: 10, perMs: 1000, parallel: 1 }, quickClock(), usageInMemory());
    const first = Promise.withResolvers<void>();
    const running = limiter.run(turn("", signal), () => first.promise);
    const stop = new AbortController();
    const waiting = limiter.run(turn("", stop.signal), async () => "never");
    const reason = new Error("stop");
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    first.resolve();
    await running;
    expect(await limiter.run(turn("", signal), async () => "next")).toBe("next");
  });

  it("does not begin when the signal aborts at the end of a wait", async () => {
    const stop = new AbortController();
    const reason = new Error("stop");
    const quick = quickClock();
    const sleep = async (ms: number) => {
      quick.advance(ms);
      stop.abort(reason);
    };
    const limiter = createLimiter(
      "Ozon",
      { starts: 1, perMs: 1000, parallel: 1 },
      { ...quick, sleep },
      usageInMemory(),
    );
    await limiter.run(turn("", signal), async () => undefined);
    let begun = false;
    const running = limiter.run(turn("", stop.signal), async () => void (begun = true));
    await expect(running).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  it("throws the time to come back instead of waiting for minutes", async () => {
    const clock = quickClock();
    const limiter = createLimiter("Wildberries", { starts: 1, perMs: 720_000, parallel: 1 }, clock, usageInMemory());
    await limiter.run(turn("", signal), async () => undefined);
    clock.advance(100_000);
    const refused = { code: "marketplace.rate_limited", effect: "none", retryable: true, retryAfterMs: 620_000 };
    await expect(limiter.run(turn("", signal), async () => undefined)).rejects.toMatchObject(refused);
    clock.advance(620_000);
    expect(await limiter.run(turn("", signal), async () => "now")).toBe("now");
  });

  it("waits for what the marketplace asked for, not for the time by which the clock was ahead", async () => {
    const clock = quickClock();
    const limiter = createLimiter("Wildberries", { starts: 6, perMs: 2100, parallel: 6 }, clock, usageInMemory());
    await limiter.hold("", 10_000);
    clock.advance(-3_600_000);
    await limiter.run(turn("", signal), async () => undefined);
    expect(clock.sleeps).toEqual([10_000]);
  });

  it("is not stuck when the clock is set back", async () => {
    const clock = quickClock();
    const limiter = createLimiter("Wildberries", { starts: 1, perMs: 30_000, parallel: 1 }, clock, usageInMemory());
    await limiter.run(turn("", signal), async () => undefined);
    clock.advance(-3_600_000);
    await limiter.run(turn("", signal), async () => undefined);
    expect(clock.sleeps).toEqual([]);
  });
});
