import { existsSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import { openApp, type App } from "../../src/app.ts";
import { systemClock, type Clock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { loadConfig } from "../../src/config/load.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startHttp } from "../../src/http/server.ts";
import { newDatabase } from "./temp.ts";

/** A daemon in this process. */
export interface Inside {
  app: App;
  /** The address of its HTTP server. */
  http: string;
  /** Its log so far. */
  output: () => string;
  /** Ends it in order. */
  stop: () => Promise<void>;
}

/** Starts the daemon of `reputation.yaml` in the folder, in this process: on any clock, its database at hand. */
export async function startInside({ cwd, clock = systemClock }: { cwd: string; clock?: Clock }): Promise<Inside> {
  const stream = new PassThrough({ encoding: "utf8" });
  let output = "";
  stream.on("data", (chunk: string) => void (output += chunk));
  const log = createLog("info", stream);
  const { config } = loadConfig({ file: join(cwd, "reputation.yaml"), env: {}, cwd });
  if (!existsSync(config.database)) newDatabase(config.database);
  const app = await openApp(config, { log, role: "daemon", clock });
  let closed: Promise<void> | undefined;
  const close = (graceMs?: number): Promise<void> => (closed ??= app.close(graceMs));
  onTestFinished(() => close(0));
  await app.startDaemon(() => {});
  const parts = httpParts(
    app,
    createMetrics(() => gaugesOf(app)),
  );
  const server = await startHttp(parts, { ...httpOptions(config), listen: "127.0.0.1:0", clock: app.clock, log });
  onTestFinished(() => server.close());
  return { app, http: server.url, output: () => output, stop: () => close() };
}
