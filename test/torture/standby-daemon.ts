/**
 * A daemon of the standby drill: node test/torture/standby-daemon.ts CONFIG [LITESTREAM]. With Litestream it takes over
 * first, as `reputation standby` does. It says `taken {…}`, `working` and `superseded` on standard output.
 */
import { writeSync } from "node:fs";
import { openApp } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { catchStop } from "../../src/cli/terminal/signals.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import { openEpochs } from "../../src/standby/open-epochs.ts";
import { takeOver } from "../../src/standby/take-over.ts";
import { DRILL_TIMES } from "./standby-times.ts";
import "./preload.ts";

// Nothing else keeps the process: a daemon of the product has an open port.
process.stdin.once("end", () => process.exit(1)).resume();
const [file, litestream] = process.argv.slice(2);
const { config } = loadConfig({ file, env: {}, cwd: process.cwd() });
if (litestream !== undefined) await takeOverFrom(config, litestream);
process.exitCode = await daemon(config);
process.stdin.destroy();

async function takeOverFrom({ database, standby, net }: Config, program: string): Promise<void> {
  if (!standby) throw new Error("the configuration names no replica");
  const clock = systemClock;
  const store = openEpochs(standby, net, clock);
  const parts = { database, standby, store, clock, litestream: program, actor: "person:torture", env: process.env };
  const taken = await takeOver(parts);
  await store.close();
  say(`taken ${JSON.stringify(taken)}`);
}

async function daemon(settings: Config): Promise<number> {
  const log = createLog(settings.log.level);
  const app = await openApp(settings, { log, role: "daemon", clock: systemClock, fence: DRILL_TIMES });
  const ended = Promise.withResolvers<number>();
  const stop = catchStop(
    () => ended.resolve(0),
    () => app.runner.hurry(),
  );
  try {
    await app.startDaemon(() => {
      say("superseded");
      ended.resolve(3);
    });
    say("working");
    return await ended.promise;
  } finally {
    await app.close(1000);
    stop.release();
  }
}

/** Written at once, because the process may be stopped right after. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
