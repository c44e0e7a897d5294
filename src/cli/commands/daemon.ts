import { openApp, type App } from "../../app.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { createLog, type Log } from "../../base/log.ts";
import type { Loaded } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { gaugesOf } from "../../desk/gauges.ts";
import { createMetrics, type Metrics } from "../../http/metrics.ts";
import { planSchedules } from "../../schedule/plan.ts";
import { channelSecrets } from "../channel-secrets.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { createReloader, type Reloader } from "../reloader.ts";
import { tellLost } from "../tell-lost.ts";
import { serve } from "../serve.ts";
import { tellHeldByProof } from "../../tasks/tell-held.ts";
import { tellServiceManager } from "../systemd/service.ts";
import { catchStop } from "../terminal/signals.ts";
import { endOnUncaught } from "../terminal/uncaught.ts";

/** Exits with 0 after an orderly shutdown. */
export const daemon = command({
  name: "daemon",
  summary: "Runs everything on schedule until it is told to stop (SIGTERM, Ctrl-C).",
  examples: ["reputation daemon", "reputation daemon --config /etc/reputation/reputation.yaml"],
  takes: {},
  async run(context) {
    const loaded = await context.load();
    const { config, file } = loaded;
    if (config.cells) throw isHubs(file);
    const secrets = secretsOf(config);
    const log = createLog(config.log.level, context.io.stderr, secrets);
    const stopCatching = endOnUncaught(log);
    const metrics: Metrics = createMetrics(() => gaugesOf(app));
    const app = await openApp(config, {
      log,
      role: "daemon",
      clock: context.clock,
      onFinished: ({ job, state, tookMs, end }) => {
        metrics.attempt({ task: job.kind, state, tookMs, result: end.outcome === "done" ? end.result : undefined });
      },
    });
    const ended = Promise.withResolvers<number>();
    const manager = tellServiceManager(context.io.env, log);
    catchStop(
      (signal) => {
        log.info({ signal, running: app.runner.running().length }, "stopping");
        manager.stopping();
        ended.resolve(0);
      },
      () => {
        log.warn({ running: app.runner.running().length }, "stopping at once: running tasks are given back");
        app.runner.hurry();
      },
      // Without a terminal nothing can hang up: then the signal means what daemons take it for.
      hasTerminal(context) ? undefined : ["SIGINT", "SIGTERM"],
    );
    let started = false;
    try {
      await app.startDaemon((superseded) => ended.resolve(tellLost(log, "daemon", superseded)));
      // The open port also keeps the process alive, which timers alone do not.
      const http = await serve(app, metrics);
      const reloader = startReloading({ app, log, loaded, secrets }, context);
      const schedules = planSchedules(config).filter((entry) => entry.enabled).length;
      const about = { database: config.database, accounts: config.accounts.length, schedules, http: http.url };
      started = true;
      log.info({ config: file, ...about }, "daemon started");
      manager.ready();
      void tellHeldByProof(app.deps).catch((error: unknown) => log.debug({ err: messageOf(error) }, "rules not tried"));
      if (context.io.stderr.isTTY) context.hint("Runs until Ctrl-C. From another terminal: reputation status");
      const code = await ended.promise;
      reloader.stop();
      await http.close();
      return code;
    } finally {
      // The signal handlers stay, because a late signal must not make an orderly end look like a crash. Node would
      // remove them during its own shutdown, which this exit skips.
      process.once("exit", () => process.exit());
      await app.close();
      if (started) log.info("daemon stopped");
      stopCatching();
    }
  },
});

function isHubs(file: string): ConfigError {
  const hint = "Run: reputation hub    A daemon has a file of its own, with accounts and brands.";
  return new ConfigError(`${file} is the configuration of a hub: it names cells`, { code: "config.hub", hint });
}

interface ReloadingParts {
  app: App;
  log: Log;
  loaded: Loaded;
  /** What the log strikes out; new keys are added. */
  secrets: string[];
}

function startReloading({ secrets, ...parts }: ReloadingParts, context: Context): Reloader {
  const reloader = createReloader({
    ...parts,
    clock: context.clock,
    load: () => context.load(parts.loaded.file),
    onKeys(config) {
      const known = new Set(secrets);
      for (const secret of secretsOf(config)) if (!known.has(secret)) secrets.push(secret);
    },
  });
  if (!hasTerminal(context)) process.on("SIGHUP", () => void reloader.reload());
  return reloader;
}

function hasTerminal({ io }: Context): boolean {
  return [io.stdin, io.stdout, io.stderr].some((stream) => stream.isTTY);
}

/** Every value that opens something. */
function secretsOf({ accounts, ai, http, office, alerts, standby }: Config): string[] {
  const keys = accounts.map((account) => (account.platform === "wb" ? account.token : account.api_key));
  const tokens = http.tokens.map(({ token }) => token);
  const signIn = [http.sign_in.header?.secret, http.sign_in.oidc?.client_secret];
  const own = [ai.api_key, http.token, http.hub?.token, office.token, standby?.secret];
  return [...keys, ...tokens, ...signIn, ...channelSecrets(alerts), ...own].filter((key) => typeof key === "string");
}
