/**
 * A daemon that can kill itself: node test/torture/crashing-daemon.ts CONFIG, with REPUTATION_CRASH_AT=label:count. It
 * opens the product as `reputation daemon` does, but only when a line arrives on standard input: the driver has the
 * next daemon loaded and waiting, so that it follows a killed one at once. It ends when that input ends.
 */
import { once } from "node:events";
import { openApp } from "../../src/app.ts";
import { catchStop } from "../../src/cli/terminal/signals.ts";
import { systemClock } from "../../src/base/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { createLog } from "../../src/base/log.ts";
import "./preload.ts";
import { createPassing, watchChannels, watchCommits, watchMarketplaces, watchRequests } from "./crash-points.ts";

const passing = createPassing(process.env["REPUTATION_CRASH_AT"]);
watchCommits(passing);
watchRequests(passing);
process.stdout.write("loaded\n");
await once(process.stdin, "data");
process.stdin.once("end", () => process.exit(1)).resume();
process.exitCode = await daemon();
process.stdin.destroy();

async function daemon(): Promise<number> {
  const { config } = loadConfig({ file: process.argv[2], env: {}, cwd: process.cwd() });
  const app = await openApp(config, { log: createLog(config.log.level), role: "daemon", clock: systemClock });
  watchMarketplaces(app, passing);
  watchChannels(app, passing);
  const ended = Promise.withResolvers<number>();
  const stop = catchStop(
    () => ended.resolve(0),
    () => app.runner.hurry(),
  );
  try {
    await app.startDaemon(() => ended.resolve(1));
    return await ended.promise;
  } finally {
    await app.close();
    stop.release();
  }
}
