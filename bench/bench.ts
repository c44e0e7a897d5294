/**
 * The project's own benchmarks: each measurement in a process of its own, next to a bare better-sqlite3 loop that does
 * the same with the fewest statements, in the same round. Run: npm run bench [-- --full] [-- --only drain,history]
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { percentile } from "./payload.ts";

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    out: { type: "string", default: "bench.json" },
  },
});
const ROUNDS = values.full ? 5 : 3;
const SCALE = values.full ? 4 : 1;

type Command = [name: string, n: number, atATime: number];
type Figures = Record<string, number>;

/** A rate, next to that of the bare loop. */
interface Cell {
  name: string;
  ours: Command;
  raw: Command;
}

const rates: Cell[] = [
  { name: "enqueue, 1 caller", ours: ["enqueue", 2000, 1], raw: ["raw enqueue", 2000, 1] },
  { name: "enqueue, 50 callers", ours: ["enqueue", 10_000, 50], raw: ["raw enqueue", 10_000, 100] },
  { name: "drain, 1 at a time", ours: ["drain", 2000, 1], raw: ["raw fused", 2000, 1] },
  { name: "drain, 10 at a time", ours: ["drain", 10_000, 10], raw: ["raw batched", 10_000, 1] },
  { name: "drain, 50 at a time", ours: ["drain", 10_000, 50], raw: ["raw batched", 10_000, 1] },
  { name: "pipeline, 32 at a time", ours: ["pipeline", 2000, 32], raw: ["raw pipeline", 2000, 1] },
];
/** What has no bare counterpart: measured once a run, each with its unit in its name. */
const singles: { name: string; command: Command }[] = [
  { name: "start latency ms", command: ["latency", 40 * SCALE, 1] },
  { name: "schedule lateness ms", command: ["lateness", 5 * SCALE, 1] },
  { name: "poll of 5,000 new items", command: ["ingest", 5000, 1] },
  { name: "a day's figures among 200,000 items", command: ["analytics", 200_000, 1] },
  { name: "history", command: ["history", values.full ? 1_000_000 : 100_000, 1] },
  { name: "processes", command: ["processes", values.full ? 60 : 10, 1] },
];

const run = promisify(execFile);

async function measured([name, n, atATime]: Command): Promise<Figures> {
  const script = join(import.meta.dirname, "one.ts");
  const args = [script, name, String(n), String(atATime)];
  // What the engine logs is written, as it is in the daemon, and read here.
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 30, timeout: 600_000 });
  return JSON.parse(stdout) as Figures;
}

/** A rate in all rounds; the ratio is taken round by round, so that a slow moment hits both. */
async function rate({ name, ours, raw }: Cell): Promise<Record<string, number | string>> {
  const rounds: { ours: number; raw: number; rss: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [mine, bare] = [await measured(scaled(ours)), await measured(scaled(raw))];
    const n = scaled(ours)[1];
    rounds.push({
      ours: n / (mine["s"] ?? 0),
      raw: n / (bare["s"] ?? 0),
      rss: mine["rss_mb"] ?? 0,
    });
  }
  const median = (of: (one: (typeof rounds)[number]) => number): number => percentile(rounds.map(of), 0.5);
  return {
    name,
    ours_per_s: Math.round(median((one) => one.ours)),
    raw_per_s: Math.round(median((one) => one.raw)),
    ratio: Number(median((one) => one.ours / one.raw).toFixed(3)),
    peak_rss_mb: Math.round(median((one) => one.rss)),
  };
}

function scaled([name, n, atATime]: Command): Command {
  return [name, n * SCALE, atATime];
}

const wanted = (name: string): boolean => values.only.split(",").some((word) => name.includes(word.trim()));
const results: Record<string, unknown> = {
  node: process.version,
  cpu: `${cpus()[0]?.model ?? ""} × ${availableParallelism()}`,
  rounds: ROUNDS,
  started: new Date().toISOString(),
};
process.stdout.write(
  `${"".padEnd(38)}${"ours/s".padStart(10)}${"raw/s".padStart(10)}${"ratio".padStart(8)}${"MB".padStart(6)}\n`,
);
for (const cell of rates.filter(({ name }) => wanted(name))) {
  const row = await rate(cell);
  results[cell.name] = row;
  const { ours_per_s, raw_per_s, ratio, peak_rss_mb } = row;
  process.stdout.write(
    `${cell.name.padEnd(38)}${String(ours_per_s).padStart(10)}${String(raw_per_s).padStart(10)}${String(ratio).padStart(8)}${String(peak_rss_mb).padStart(6)}\n`,
  );
}
for (const { name, command } of singles.filter((single) => wanted(single.name))) {
  const figures = await measured(command);
  results[name] = figures;
  process.stdout.write(`\n${name}\n`);
  for (const [key, value] of Object.entries(figures)) {
    process.stdout.write(`  ${key.padEnd(36)}${value.toFixed(3).padStart(10)}\n`);
  }
}
writeFileSync(values.out, `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`\nwritten to ${values.out}\n`);
