/** One measurement in a process of its own: `node bench/one.ts <name> <n> <at a time>` prints its figures as JSON. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ours from "./ours.ts";
import { createRaw } from "./raw.ts";

type Figures = Record<string, number>;

/** Names of what can be measured. What needs the whole program loads it itself: `cpu_s` counts what a process loads. */
const MEASURES: Record<string, (folder: string, n: number, c: number) => Promise<Figures>> = {
  "raw enqueue": async (folder, n, together) => ({ s: await createRaw(folder).enqueue(n, together) }),
  "raw fused": async (folder, n) => ({ s: await createRaw(folder).drain(n, "fused") }),
  "raw batched": async (folder, n) => ({ s: await createRaw(folder).drain(n, "batched") }),
  "raw pipeline": async (folder, n) => ({ s: await createRaw(folder).pipeline(n) }),
  enqueue: async (folder, n, c) => ({ s: await ours.enqueue(folder, n, c) }),
  drain: async (folder, n, c) => ({ s: await ours.drain(folder, n, c) }),
  pipeline: async (folder, n, c) => ({ s: await ours.pipeline(folder, n, c) }),
  latency: async (folder, n) => ours.spread(await ours.startLatency(folder, n)),
  lateness: async (folder, secs) => ours.spread(await ours.lateness(folder, secs)),
  ingest: async (folder, n) => ({ s: await (await import("./data.ts")).ingest(folder, n) }),
  analytics: async (folder, n) => ({ s: await (await import("./data.ts")).analyticsDay(folder, n) }),
  history: async (folder, n) => {
    const { measureHistory } = await import("./history.ts");
    const { empty, full } = await measureHistory(folder, n);
    const pairs = Object.entries(empty).flatMap(([key, value]) => [
      [`${key} empty`, value] as const,
      [`${key} full`, full[key as keyof typeof full]] as const,
    ]);
    return Object.fromEntries(pairs);
  },
  processes: async (folder, secs) => {
    const { measureProcesses } = await import("./processes.ts");
    return { ...(await measureProcesses(folder, secs)) };
  },
};

const [name = "", n = "1000", c = "1"] = process.argv.slice(2);
const measure = MEASURES[name];
if (!measure) throw new Error(`what can be measured: ${Object.keys(MEASURES).join(", ")}`);
const folder = mkdtempSync(join(tmpdir(), "reputation-bench-"));
let code = 0;
try {
  const figures = await measure(folder, Number(n), Number(c));
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const used = { cpu_s: (userCPUTime + systemCPUTime) / 1e6, rss_mb: maxRSS / 1024 };
  process.stdout.write(`${JSON.stringify({ ...figures, ...used })}\n`);
} catch (error) {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  code = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
