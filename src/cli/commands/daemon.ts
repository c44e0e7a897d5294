import { openApp } from "../../app.ts";
import { createLog } from "../../log.ts";
import { planSchedules } from "../../schedule/plan.ts";
import type { Context } from "../context.ts";
import { catchStop } from "../signals.ts";

/** Runs until SIGTERM or SIGINT; ends with 0 when everything was put away in order. */
export async function daemon(context: Context): Promise<number> {
  const { config, file } = await context.load();
  const log = createLog(config.log.level, context.io.stderr);
  const app = await openApp(config, { log, role: "daemon", clock: context.clock });
  const ended = Promise.withResolvers<number>();
  const stop = catchStop((signal) => {
    log.info({ signal, running: app.runner.running().length }, "stopping");
    ended.resolve(0);
  });
  // Timers do not hold the process; this does, until it is told to stop.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await app.startDaemon(() => {
      log.fatal("another daemon has taken the database; this one ends");
      ended.resolve(1);
    });
    const schedules = planSchedules(config).filter((entry) => entry.enabled).length;
    log.info(
      { config: file, database: config.database, accounts: config.accounts.length, schedules },
      "daemon started",
    );
    return await ended.promise;
  } finally {
    clearInterval(alive);
    await app.close();
    log.info("daemon stopped");
    stop.release();
  }
}
