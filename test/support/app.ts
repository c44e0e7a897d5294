import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openApp, type App } from "../../src/app.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import type { Clock } from "../../src/base/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import { createLog } from "../../src/base/log.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { hurriedClock } from "./hurried-clock.ts";
import { newDatabase, tempFolder } from "./temp.ts";

interface Options {
  items?: SampleItem[];
  /** Top-level keys of the configuration. */
  settings?: Record<string, unknown>;
  /** Changes the checked configuration: another address, another token. */
  change?: (config: Config, sandbox: Sandbox) => void | Promise<void>;
  /** A hurried one by default. */
  clock?: Clock;
  /** The bytes of the database to begin with; an empty one by default. */
  database?: Buffer | undefined;
}

/** The whole program on a database on disk, against a sandbox over loopback; closed and gone after the test. */
export async function testApp({
  items,
  settings = {},
  change,
  clock = hurriedClock(),
  database,
}: Options = {}): Promise<{
  app: App;
  sandbox: Sandbox;
  config: Config;
}> {
  const sandbox = await startSandbox({ clock, ...(items && { items }) });
  onTestFinished(() => sandbox.close());
  const approval = { undo_window: "0s", rules: [] };
  const text = sandboxConfig(sandbox, {
    ai: { provider: "offline" },
    approval,
    publish: { recheck_after: "1ms" },
    ...settings,
  });
  const { config } = parseConfig(text, join(tempFolder(), "reputation.yaml"), {});
  await change?.(config, sandbox);
  if (database) writeFileSync(config.database, database, { mode: 0o600 });
  else newDatabase(config.database);
  const app = await reopen(config, clock);
  return { app, sandbox, config };
}

const filled = new Map<string, { database: Buffer; at: number }>();

/**
 * The program as `fill` leaves it, in front of a sandbox with these items. It fills one database in each process; the
 * further tests begin with copies of that.
 * @param key what is filled so; no other file has the same
 */
export async function filledApp(
  key: string,
  options: Omit<Options, "clock" | "database">,
  fill: (app: App) => Promise<void>,
): ReturnType<typeof testApp> {
  const known = filled.get(key);
  // A hurried clock is ahead of the real one, and nothing may lie in the future.
  const clock = hurriedClock(20, Math.max(Date.now(), known?.at ?? 0));
  const opened = await testApp({ ...options, clock, database: known?.database });
  if (known) return opened;
  await fill(opened.app);
  opened.app.db.checkpoint();
  filled.set(key, { database: readFileSync(opened.app.db.path), at: clock.now() });
  return opened;
}

/** Another start on the same database. */
export async function reopen(config: Config, clock: Clock): Promise<App> {
  const app = await openApp(config, { log: createLog("silent"), role: "command", clock });
  onTestFinished(() => app.close(0));
  return app;
}
