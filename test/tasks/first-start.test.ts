import { expect, test } from "vitest";
import { PLATFORMS } from "../../src/domain/platform.ts";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { testApp } from "../support/app.ts";

const DAY = 86_400_000;
const SHOP = 20_000;

/** Two years of reviews, spread evenly over the three marketplaces. */
function years(): SampleItem[] {
  const now = Date.now();
  return Array.from({ length: SHOP }, (_, i) => ({
    id: `old-${i}`,
    platform: PLATFORMS[i % 3]!,
    text: `Отзыв ${i}`,
    rating: (i % 5) + 1,
    createdAt: now - Math.floor(((i + 1) * 730 * DAY) / SHOP),
  }));
}

test("a first start in a shop of 20,000 old reviews stores only what the look-back covers, and publishes nothing unasked", async () => {
  const { app, sandbox } = await testApp({ items: years(), settings: { poll: { lookback: "30d" } } });
  for (const kind of POLL_KINDS) {
    await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${pollOf(kind).platform}-sandbox` }).id);
  }
  const since = app.clock.now() - 30 * DAY;
  const [{ n, oldest }] = app.db.statement("select count(*) as n, min(created_at) as oldest from items").all() as [
    { n: number; oldest: number },
  ];
  const wanted = sandbox.world.items().filter(({ createdAt }) => createdAt >= since + DAY / 2).length;
  expect(n).toBeGreaterThanOrEqual(wanted);
  expect(n).toBeLessThan(wanted + SHOP / 200);
  // The test's clock runs fast, so the items read first are a little older by now.
  expect(oldest).toBeGreaterThan(since - DAY / 2);
  expect(sandbox.world.items().every(({ received }) => received.length === 0)).toBe(true);
});
