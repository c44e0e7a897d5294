/**
 * Runs days of work at a multiple of the normal load, on a clock that jumps from one due event to the next: the real
 * engine, scheduler, store and adapters against a sandbox over loopback. It watches memory, write-ahead log and file.
 * Run: npm run test:soak -- --hours 72 --load 10
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { openApp, type App } from "../../src/app.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { parseConfig } from "../../src/config/load.ts";
import { createLog } from "../../src/base/log.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { statusOf } from "../../src/store/views/status.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { quiet } from "../support/quiet.ts";
import type { SoakMessage } from "./soak-sandbox.ts";

const { values } = parseArgs({
  options: { hours: { type: "string", default: "72" }, load: { type: "string", default: "10" } },
});
const HOURS = Number(values.hours);
/** The number of new reviews and questions per hour for a shop with a hundred a day, times the load. */
const PER_HOUR = Math.round((100 / 24) * Number(values.load));
const HOUR_MS = 3_600_000;
const START = Date.parse("2026-11-24T09:00:00Z");

const clock = fakeClock(START);
const folder = mkdtempSync(join(tmpdir(), "reputation-soak-"));
const worker = new Worker(new URL("soak-sandbox.ts", import.meta.url));
worker.once("error", (error) => {
  throw error;
});

function ask<Reply>(message: SoakMessage): Promise<Reply> {
  return new Promise((resolve) => {
    worker.once("message", resolve);
    worker.postMessage(message);
  });
}

let count = 0;
function arrivals(n: number): SampleItem[] {
  return Array.from({ length: n }, (): SampleItem => {
    const i = count++;
    const question = i % 10 === 9;
    const text = question
      ? `Подойдёт ли размер ${40 + (i % 12)} на рост ${150 + (i % 40)}?`
      : `Отзыв ${i}: носим с удовольствием, качество хорошее.`;
    return {
      id: `s${i}`,
      text,
      rating: question ? null : (i % 5) + 1,
      itemType: question ? "question" : "review",
      createdAt: clock.now() - (i % 60) * 1000,
    };
  });
}

interface Hour {
  heapMb: number;
  rssMb: number;
  walMb: number;
  fileMb: number;
}

function look(app: App): Hour {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;
  return { heapMb: mb(heapUsed), rssMb: mb(rss), walMb: mb(app.db.walBytes()), fileMb: mb(statSync(app.db.path).size) };
}

/** The mean of the last quarter compared with the second one, because the first fills caches. */
function growth(points: number[]): number {
  const quarter = Math.floor(points.length / 4);
  const mean = (list: number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  return mean(points.slice(-quarter)) - mean(points.slice(quarter, 2 * quarter));
}

const sandbox = await ask<Pick<Sandbox, "url" | "baseUrls" | "credentials">>({ now: START, add: arrivals(PER_HOUR) });
const text = sandboxConfig(sandbox as Sandbox, {
  database: "./soak.db",
  ai: { provider: "offline" },
  approval: { daily_cap: 100_000, rules: [{ name: "good", when: { rating: { min: 4 } }, then: "approve" }] },
  queue: { retention: { done: "6h", failed: "1d" } },
});
const { config } = parseConfig(text, join(folder, "reputation.yaml"), {});
const app = await openApp(config, { log: createLog("silent"), role: "daemon", clock });
await app.startDaemon(() => process.exit(1));
const startedAt = performance.now();
const hours: Hour[] = [];
let walMax = 0;
for (let hour = 0; hour < HOURS; hour++) {
  for (let minute = 0; minute < 60; minute++) {
    // The clock moves ten seconds at a time, so that nothing on the wire is ever older than that.
    for (let step = 0; step < 6; step++) {
      await clock.advance(10_000);
      await quiet(app, clock);
    }
    walMax = Math.max(walMax, app.db.walBytes());
    if (minute % 10 === 0) await ask({ now: clock.now(), add: arrivals(Math.round(PER_HOUR / 6)) });
    else await ask({ now: clock.now(), add: [] });
  }
  hours.push(look(app));
  if (hour % 6 === 5) process.stdout.write(`${String(hour + 1).padStart(3)} h  ${JSON.stringify(hours.at(-1))}\n`);
}
const { items, answered, twice } = await ask<{ items: number; answered: number; twice: number }>({
  now: clock.now(),
  add: [],
});
const status = statusOf(app.db, clock.now(), 0);
const jobs = app.db.statement("select count(*) as n from jobs").get() as { n: number };
const oldest = app.db.statement("select min(finished_at) as at from jobs where state = 'done'").get() as { at: number };
await app.close(0);
await worker.terminate();
rmSync(folder, { recursive: true, force: true });

const report = {
  simulated_hours: HOURS,
  real_seconds: Math.round((performance.now() - startedAt) / 1000),
  items_at_marketplaces: items,
  items_stored: Object.values(status.items).reduce((sum, n) => sum + n, 0),
  answered_once: answered,
  answered_twice: twice,
  published: status.items.published,
  heap_growth_mb: Number(growth(hours.map((hour) => hour.heapMb)).toFixed(2)),
  rss_last_mb: hours.at(-1)?.rssMb,
  wal_max_mb: Math.round(walMax / 1e5) / 10,
  file_last_mb: hours.at(-1)?.fileMb,
  jobs_kept: jobs.n,
  oldest_job_hours: Math.round((clock.now() - oldest.at) / HOUR_MS),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = twice === 0 ? 0 : 1;
