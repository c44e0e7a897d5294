import { openApp, type App } from "../../app.ts";
import type { Config } from "../../config/schema.ts";
import { dayOf, startOfDay } from "../../domain/calendar.ts";
import { messageOf } from "../../errors.ts";
import { createMetrics, type Metrics } from "../../http/metrics.ts";
import { startHttp, type HttpParts } from "../../http/server.ts";
import { createLog } from "../../log.ts";
import { renewLease } from "../../queue/owner.ts";
import { planSchedules } from "../../schedule/plan.ts";
import { listAgents } from "../../store/office.ts";
import { statusOf, type Status } from "../../store/status.ts";
import type { Context } from "../context.ts";
import { catchStop } from "../signals.ts";
import { endOnUncaught } from "../uncaught.ts";

/** Runs until SIGTERM or SIGINT; ends with 0 when everything was put away in order. */
export async function daemon(context: Context): Promise<number> {
  const { config, file } = await context.load();
  const log = createLog(config.log.level, context.io.stderr, secretsOf(config));
  const stopCatching = endOnUncaught(log);
  const metrics: Metrics = createMetrics(() => {
    const { jobs, items, keys } = look(app);
    const dated = keys.flatMap(({ account, expires_at }) =>
      expires_at === null ? [] : [[account, expires_at] as const],
    );
    const oldestDueSeconds = (jobs.oldest_due_ms ?? 0) / 1000;
    return { jobs: jobs.live, oldestDueSeconds, items, keyExpiry: Object.fromEntries(dated) };
  });
  const app = await openApp(config, {
    log,
    role: "daemon",
    clock: context.clock,
    onFinished: ({ job, state, tookMs }) => metrics.attempt({ task: job.kind, state, tookMs }),
  });
  const ended = Promise.withResolvers<number>();
  const stop = catchStop(
    (signal) => {
      log.info({ signal, running: app.runner.running().length }, "stopping");
      ended.resolve(0);
    },
    () => {
      log.warn({ running: app.runner.running().length }, "stopping at once: running tasks are given back");
      app.runner.hurry();
    },
  );
  let started = false;
  try {
    await app.startDaemon(() => {
      log.fatal("another daemon has taken the database; this one ends");
      ended.resolve(1);
    });
    // The open port also holds the process: timers alone do not.
    const http = await startHttp(httpParts(app, metrics), {
      listen: config.http.listen,
      token: config.http.token,
      log,
    });
    const schedules = planSchedules(config).filter((entry) => entry.enabled).length;
    const about = { database: config.database, accounts: config.accounts.length, schedules, http: http.url };
    started = true;
    log.info({ config: file, ...about }, "daemon started");
    const code = await ended.promise;
    await http.close();
    return code;
  } finally {
    await app.close().finally(() => stop.release());
    if (started) log.info("daemon stopped");
    stopCatching();
  }
}

/** Every value that opens something. */
function secretsOf({ accounts, ai, http, office }: Config): string[] {
  const keys = accounts.map((account) => (account.platform === "wb" ? account.token : account.api_key));
  return [...keys, ai.api_key, http.token, office.token].filter((key) => typeof key === "string");
}

function look({ db, clock, config }: App): Status {
  const now = clock.now();
  return statusOf(db, now, startOfDay(dayOf(now, config.timezone), config.timezone));
}

function httpParts({ db, clock, owner, store }: App, metrics: Metrics): HttpParts {
  return {
    async readiness() {
      // A real write: an empty transaction succeeds on a full disk too.
      const refused = await db.write((tx) => void renewLease(tx, owner, clock.now())).catch(messageOf);
      return { store: refused ?? store.fault()?.message ?? "ok" };
    },
    metrics: () => metrics.text(),
    agents: () =>
      listAgents(db).map((agent) => ({ ...agent, last_activity: new Date(agent.last_activity).toISOString() })),
  };
}
