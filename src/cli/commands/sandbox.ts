import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigError, messageOf, StateError, UsageError } from "../../base/errors.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { faultsForm, type Faults } from "../../sandbox/faults.ts";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { makeFolder } from "../../store/sqlite/folder.ts";
import { command } from "../command.ts";
import { option, repeated } from "../parameters.ts";
import { sandboxConfig } from "../sandbox-config.ts";
import { samplesOf } from "../sandbox-samples.ts";
import { catchStop } from "../terminal/signals.ts";
import { count, text, type Read } from "../values.ts";

const port: Read<number> = (word, name) => {
  const number = Number(word);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new UsageError(`${name} must be a number from 0 to 65535, got "${word}"`);
};

/** The path of the configuration is the result: `daemon --config $(…)` needs no more. */
export const sandbox = command({
  name: "sandbox",
  summary: "Simulates the three marketplaces and an LLM on this machine, and writes a configuration for them.",
  examples: [
    "reputation sandbox --port 9090 --reviews reviews.jsonl",
    "reputation sandbox --fault accept_then_drop=0.2",
  ],
  takes: {
    port: option("--port <number>", "where to listen on loopback (default: any free port)", port),
    reviews: option("--reviews <file>", "serve these reviews: JSON Lines of {id, text, rating}", text),
    count: option("--count <number>", "at most so many of them", count),
    fault: repeated("--fault <name=share>", "what goes wrong, and how often; may be given several times", text),
    seed: option("--seed <number>", "decides when faults strike", count, "1"),
    dir: option(
      "--dir <folder>",
      "where to put the configuration and its database (default: a new temporary folder)",
      text,
    ),
  },
  async run(context, { port = 0, fault, seed, dir, ...which }) {
    const items = await samplesOf(which, context.io.cwd);
    const faults = readFaults(fault);
    const folder = makeFolderFor(dir, context.io.cwd);
    const config = join(folder, "reputation.yaml");
    requireOurs(config);
    const start = { clock: context.clock, port, limits: true, seed, ...(items && { items }) };
    const running = await startSandbox(start).catch(portTaken(port));
    for (const platform of PLATFORMS) running.setFaults(platform, faults);
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
  },
});

/** The first line of a configuration that a sandbox has written, and may write over. */
const MARK = "# Written by reputation sandbox, and written again by its next start here: keys and addresses change.";

/** @throws StateError when somebody's own configuration is there */
function requireOurs(config: string): void {
  if (!existsSync(config) || readFileSync(config, "utf8").startsWith(MARK)) return;
  throw new StateError(`${config} is not a sandbox's; it is left as it is`, {
    hint: "Give an empty folder with --dir, or none for a new one.",
  });
}

/** `--fault accept_then_drop=0.2 --fault latency_ms=500`, at all three marketplaces. @throws UsageError */
function readFaults(words: readonly string[]): Faults {
  const pairs = words.map((word) => {
    const [name = "", value = ""] = word.split("=");
    return [name, faultValue(value)] as const;
  });
  const parsed = faultsForm.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  throw new UsageError(`--fault: ${parsed.error.issues[0]?.message ?? "not understood"}`, {
    hint: `A fault is NAME=SHARE, the share from 0 to 1, or NAME=VALUE. Names: ${Object.keys(faultsForm.shape).join(", ")}`,
  });
}

function faultValue(word: string): unknown {
  if (word === "true" || word === "false") return word === "true";
  return Number.isNaN(Number(word)) ? word : Number(word);
}

async function untilStopped(running: Sandbox): Promise<number> {
  const stopped = Promise.withResolvers<void>();
  const stop = catchStop(() => stopped.resolve());
  await stopped.promise;
  await running.close();
  stop.release();
  return 0;
}

function portTaken(port: number): (error: unknown) => never {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`port ${port} is taken`, { hint: "Choose another with --port, or none for any free one." });
  };
}

function makeFolderFor(dir: string | undefined, cwd: string): string {
  try {
    if (dir === undefined) return mkdtempSync(join(tmpdir(), "reputation-sandbox-"));
    const folder = resolve(cwd, dir);
    makeFolder(folder);
    return folder;
  } catch (error) {
    throw new ConfigError(`the folder for the configuration cannot be made: ${messageOf(error)}`, { cause: error });
  }
}
