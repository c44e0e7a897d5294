/**
 * How long a command takes from nothing to its end, next to an empty Node program, in one run. The rounds are mixed, so
 * that what else the machine does hits all of them alike. Run: npm run build && npm run bench:cold-start
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROUNDS = Number(process.argv[2] ?? 15);
const PROGRAM = resolve(import.meta.dirname, "../bin/reputation.js");
const COMMANDS: Record<string, readonly string[]> = {
  "node -e 0": ["-e", "0"],
  "--version": [PROGRAM, "--version"],
  "--help": [PROGRAM, "--help"],
  "inbox --json": [PROGRAM, "inbox", "--json"],
  "status --once": [PROGRAM, "status", "--once"],
  "jobs list": [PROGRAM, "jobs", "list"],
};

function run(args: readonly string[], cwd: string): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "ignore"] });
  return performance.now() - start;
}

/** A configuration and some items to list. */
async function fill(cwd: string): Promise<void> {
  const sandbox = spawn(process.execPath, [PROGRAM, "sandbox", "--quiet", "--dir", cwd, "--count", "60"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(sandbox.stdout, "data");
  run([PROGRAM, "poll", "wb", "reviews", "--drain"], cwd);
  sandbox.kill();
  await once(sandbox, "exit");
}

const cwd = mkdtempSync(join(tmpdir(), "reputation-cold-"));
try {
  await fill(cwd);
  const times = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
  // The first round fills the compile cache.
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(COMMANDS)) {
      const ms = run(args, cwd);
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  for (const [name, all] of times) {
    const sorted = all.toSorted((a, b) => a - b);
    const [least, median] = [sorted[0] ?? 0, sorted[sorted.length >> 1] ?? 0];
    process.stdout.write(
      `${name.padEnd(16)}median ${median.toFixed(0).padStart(4)} ms   least ${least.toFixed(0).padStart(4)} ms\n`,
    );
  }
} finally {
  rmSync(cwd, { recursive: true });
}
