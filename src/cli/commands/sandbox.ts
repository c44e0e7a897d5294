import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigError, messageOf, StateError, UsageError } from "../../base/errors.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { faultsForm, type Faults } from "../../sandbox/faults.ts";
import { builtInSamples, readSamples, type SampleItem } from "../../sandbox/samples.ts";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { makeFolder } from "../../store/sqlite/folder.ts";
import type { Context, Options } from "../context.ts";
import { readCount } from "../arguments.ts";
import { sandboxConfig } from "../sandbox-config.ts";
import { catchStop } from "../terminal/signals.ts";

/** Serves until it is stopped. The configuration's path is the result: `daemon --config $(…)` needs no more. */
export async function sandbox(context: Context, options: Options): Promise<number> {
  const items = await samplesOf(options, context.io.cwd);
  const port = options["port"] === undefined ? 0 : readPort(options["port"]);
  const folder = folderOf(options, context.io.cwd);
  requireOurs(join(folder, "reputation.yaml"));
  const faults = readFaults(options["fault"]);
  const seed = options["seed"] === undefined ? 1 : readCount(options["seed"], "--seed");
  const start = { clock: context.clock, port, limits: true, seed, ...(items && { items }) };
  const running = await startSandbox(start).catch(portTaken(port));
  for (const platform of PLATFORMS) running.setFaults(platform, faults);
  const config = join(folder, "reputation.yaml");
  const { llm } = running.baseUrls;
  const ai = { provider: "openai", base_url: llm, api_key: running.credentials.llm.apiKey, model: "sandbox" };
  writeFileSync(config, `${MARK}\n${sandboxConfig(running, { database: "./reputation.db", ai })}`, { mode: 0o600 });
  const items_served = running.world.items().length;
  context.print({ url: running.url, config, items: items_served }, () => config);
  context.hint(`Sandbox on ${running.url} with ${items_served} reviews and questions. In another terminal:
  export REPUTATION_CONFIG=${config}
  reputation poll wb reviews --drain
  reputation inbox
Everything it received: curl ${running.url}/_sandbox/record    Stop it with Ctrl-C
Other faults while it runs: curl -X PUT ${running.url}/_sandbox/faults -d '{"wb": {"error_after": 0.1}}'`);
  return untilStopped(running);
}

/** The first line of a configuration that a sandbox has written, and may write over. */
const MARK = "# Written by reputation sandbox, and written again by its next start here: keys and addresses change.";

/** @throws StateError when somebody's own configuration is there */
function requireOurs(config: string): void {
  if (!existsSync(config) || readFileSync(config, "utf8").startsWith(MARK)) return;
  throw new StateError(`${config} is not a sandbox's; it is left as it is`, {
    hint: "Give an empty folder with --dir, or none for a new one.",
  });
}

/** `--fault accept_then_drop=0.2 --fault latency_ms=500`, at all three marketplaces. */
function readFaults(words: string | boolean | undefined): Faults {
  const pairs = ((words ?? []) as unknown as string[]).map((word) => {
    const [name = "", value = ""] = word.split("=");
    return [name, name === "key" ? value : Number(value)] as const;
  });
  const parsed = faultsForm.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  throw new UsageError(`--fault: ${parsed.error.issues[0]?.message ?? "not understood"}`, {
    hint: `A fault is NAME=SHARE, the share from 0 to 1. Names: ${Object.keys(faultsForm.shape).join(", ")}`,
  });
}

async function untilStopped(running: Sandbox): Promise<number> {
  const stopped = Promise.withResolvers<void>();
  const stop = catchStop(() => stopped.resolve());
  await stopped.promise;
  await running.close();
  stop.release();
  return 0;
}

/** The reviews of `--reviews`, at most `--count`; undefined without it: the built-in ones. */
export async function samplesOf(options: Options, cwd: string): Promise<SampleItem[] | undefined> {
  const count = options["count"] === undefined ? undefined : readCount(options["count"], "--count");
  if (options["reviews"] === undefined) {
    return count === undefined ? undefined : builtInSamples().slice(0, count);
  }
  return (await readSamples(resolve(cwd, String(options["reviews"])))).slice(0, count);
}

function readPort(word: string | boolean): number {
  const port = Number(word);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, got "${word}"`);
}

function portTaken(port: number): (error: unknown) => never {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`port ${port} is taken`, { hint: "Choose another with --port, or none for any free one." });
  };
}

function folderOf({ dir }: Options, cwd: string): string {
  try {
    if (dir === undefined) return mkdtempSync(join(tmpdir(), "reputation-sandbox-"));
    const folder = resolve(cwd, String(dir));
    makeFolder(folder);
    return folder;
  } catch (error) {
    throw new ConfigError(`the folder for the configuration cannot be made: ${messageOf(error)}`, { cause: error });
  }
}
