/**
 * A daemon that can freeze itself; built by `bundled`, its arguments are CONFIG LEASE_MS. It tries to get the database
 * all the time and works once it has it. It reads `freeze LABEL:COUNT` on standard input, and says `working`, `frozen`
 * and `lost` on standard output. It ends when that input ends.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { openApp } from "../../src/app.ts";
import { catchStop } from "../../src/cli/terminal/signals.ts";
import { systemClock } from "../../src/base/clock.ts";
import { ReputationError } from "../../src/base/errors.ts";
import { loadConfig } from "../../src/config/load.ts";
import { createLog } from "../../src/base/log.ts";
import { LEASE_TIMES, type LeaseTimes } from "../../src/queue/lease-times.ts";
import "./preload.ts";
import { watchCommits, watchMarketplaces, watchRequests, type Passing } from "./crash-points.ts";

/** The pause before the database is tried again. */
const TRY_EVERY_MS = 250;

let armed: { label: string | undefined; left: number } | undefined;
/** Freezes at the chosen passing of the chosen label: the call returns when the process is woken. */
const passing: Passing = (label) => {
  if (label !== armed?.label || --armed.left > 0) return;
  armed = undefined;
  say("frozen");
  process.kill(process.pid, "SIGSTOP");
};

const [file, leaseMs] = process.argv.slice(2);
watchCommits(passing);
watchRequests(passing);
createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [label, count] = line.replace("freeze ", "").split(":");
    armed = { label, left: Number(count) };
  })
  .once("close", () => process.exit(1));
process.exitCode = await daemon();
process.stdin.destroy();

async function daemon(): Promise<number> {
  const { config } = loadConfig({ file, env: {}, cwd: process.cwd() });
  const leases = leasesOf(Number(leaseMs));
  const options = { log: createLog(config.log.level), role: "daemon", clock: systemClock, leases } as const;
  const app = await whenFree(() => openApp(config, options));
  watchMarketplaces(app, passing);
  const ended = Promise.withResolvers<number>();
  const stop = catchStop(
    () => ended.resolve(0),
    () => app.runner.hurry(),
  );
  try {
    const onLost = (): void => {
      say("lost");
      ended.resolve(1);
    };
    const taken = whenFree(() => app.startDaemon(onLost)).then(() => say("working"));
    taken.catch(ended.reject);
    return await ended.promise;
  } finally {
    await app.close();
    stop.release();
  }
}

/** Tries until no other process is in the way. */
async function whenFree<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      await sleep(TRY_EVERY_MS, undefined, { ref: false });
    }
  }
}

/** Another daemon lives, or holds a transaction in which it was frozen. */
function isInTheWay(error: unknown): boolean {
  return error instanceof ReputationError && (error.code === "daemon.running" || error.code.startsWith("store."));
}

/** The times of the product, all as much shorter as that of jobs. */
function leasesOf(jobMs: number): LeaseTimes {
  const share = jobMs / LEASE_TIMES.jobMs;
  return { jobMs, renewMs: LEASE_TIMES.renewMs * share, silenceMs: LEASE_TIMES.silenceMs * share };
}

/** Written at once, because the process may be stopped right after. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
