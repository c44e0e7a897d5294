import { ConfigError, type StateError } from "../../base/errors.ts";
import { createLog } from "../../base/log.ts";
import type { Config } from "../../config/schema.ts";
import { channelSecrets } from "../channel-secrets.ts";
import { command } from "../command.ts";
import { tellServiceManager } from "../systemd/service.ts";
import { tellLost } from "../tell-lost.ts";
import { catchStop } from "../terminal/signals.ts";
import { endOnUncaught } from "../terminal/uncaught.ts";

/** Exits with 0 after an orderly shutdown, and with 3 when another hub has taken over. */
export const hub = command({
  name: "hub",
  summary: "Serves one inbox over the daemons that its configuration names (cells) until it is told to stop.",
  examples: ["reputation hub --config hub.yaml", "reputation user add marina --role admin --config hub.yaml"],
  takes: {},
  async run(context) {
    const { config, file } = await context.load();
    const cells = config.cells;
    if (!cells) throw notAHubs(file);
    const log = createLog(config.log.level, context.io.stderr, secretsOf(config));
    const stopCatching = endOnUncaught(log);
    const ended = Promise.withResolvers<number>();
    const manager = tellServiceManager(context.io.env, log);
    const hasTerminal = [context.io.stdin, context.io.stdout, context.io.stderr].some((stream) => stream.isTTY);
    const stop = (): void => {
      manager.stopping();
      ended.resolve(0);
    };
    catchStop(stop, stop, hasTerminal ? undefined : ["SIGINT", "SIGTERM"]);
    const { serveHub } = await import("../hub/serve.ts");
    const onLost = (superseded?: StateError): void => ended.resolve(tellLost(log, "hub", superseded));
    const server = await serveHub(config, { clock: context.clock, log, onLost });
    try {
      log.info({ config: file, database: config.database, cells: cells.length, http: server.http.url }, "hub started");
      manager.ready();
      return await ended.promise;
    } finally {
      process.once("exit", () => process.exit());
      await server.close();
      log.info("hub stopped");
      stopCatching();
    }
  },
});

function notAHubs(file: string): ConfigError {
  const hint = "A hub has a file of its own with the key cells: docs/hub.md. This one is for: reputation daemon";
  return new ConfigError(`${file} names no cells`, { code: "config.hub", hint });
}

/** Every value that opens something. */
function secretsOf({ cells = [], http, standby, alerts }: Config): string[] {
  const own = [
    http.sign_in.header?.secret,
    http.sign_in.oidc?.client_secret,
    standby?.secret,
    ...channelSecrets(alerts),
  ];
  return [...cells.map(({ token }) => token), ...own].filter((key) => key !== undefined);
}
