/** The work around the queue: a large poll, a day's figures among many items. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { DAY_MS } from "../src/base/clock.ts";
import { openApp } from "../src/app.ts";
import { sandboxConfig } from "../src/cli/sandbox-config.ts";
import { parseConfig } from "../src/config/load.ts";
import { jobKey } from "../src/domain/job.ts";
import { createLog } from "../src/base/log.ts";
import type { SampleItem } from "../src/sandbox/samples.ts";
import type { Sandbox } from "../src/sandbox/sandbox.ts";
import { calculateDay } from "../src/store/views/analytics.ts";
import { openDb } from "../src/store/db.ts";
import { seconds } from "./payload.ts";

/** Seconds until `n` new reviews that a marketplace lists are stored, each with the job that will analyse it. */
export async function ingest(folder: string, n: number): Promise<number> {
  const shop = new Worker(new URL("../test/torture/soak-sandbox.ts", import.meta.url));
  const now = Date.now();
  const add = Array.from({ length: n }, (_, i): SampleItem => {
    const text = `Отзыв ${i}: носим с удовольствием, качество хорошее.`;
    return { id: `p${i}`, text, rating: (i % 5) + 1, platform: "wb", createdAt: now - 60_000 - i };
  });
  const opened = new Promise<Sandbox>((resolve, reject) => shop.once("message", resolve).once("error", reject));
  shop.postMessage({ now, add });
  const text = sandboxConfig(await opened, { database: "./poll.db", ai: { provider: "offline" } });
  const { config } = parseConfig(text, join(folder, "reputation.yaml"), {});
  const app = await openApp(config, { log: createLog("silent"), role: "command" });
  const account = "wb-sandbox";
  const took = await seconds(() =>
    app.runner.runNow((tx) => {
      const key = jobKey("poll_wb_reviews", account);
      return app.enqueue(tx, "poll_wb_reviews", { account }, { key, account }).id;
    }),
  );
  const stored = app.db.statement("select count(*) as n from items").get() as { n: number };
  if (stored.n < n) throw new Error(`the poll stored ${stored.n} of ${n} items`);
  await app.close(0);
  await shop.terminate();
  return took;
}

const MANY_ITEMS = `
with recursive n (i) as (select 0 union all select i + 1 from n where i < @items - 1)
insert into items (account, platform, item_type, external_id, brand_id, client_text, rating, photos, order_cancelled,
  ai_analysis, status, priority, raw_data, created_at, fetched_at, updated_at)
select 'a', iif(i % 3 = 0, 'wb', iif(i % 3 = 1, 'ozon', 'ym')), 'review', 'e' || i, 'b' || (i % 5),
  'Хорошее качество, носим с удовольствием.', i % 5 + 1, '[]', 0, '{"sentiment":"positive"}', 'pending_review', 0, '{}',
  @start + i * @span / @items, @start, @start from n`;

/** Seconds to calculate one day among `items` that are spread over 100 days. */
export async function analyticsDay(folder: string, items: number): Promise<number> {
  const db = openDb(join(folder, "items.db"));
  const start = Date.now() - 100 * DAY_MS;
  await db.write((tx) => void tx.statement(MANY_ITEMS).run({ items, start, span: 100 * DAY_MS }));
  const range = { from: start + 50 * DAY_MS, to: start + 51 * DAY_MS };
  return seconds(() => db.write((tx) => calculateDay(tx, "2026-01-01", range, Date.now())));
}
