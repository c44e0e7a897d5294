import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readAsset } from "../../base/assets.ts";
import { candidates } from "../../config/load.ts";
import { ConfigError, messageOf, StateError } from "../../base/errors.ts";
import { makeFolder } from "../../store/sqlite/folder.ts";
import type { Context, Options } from "../context.ts";
import { inWords, type Finding } from "../doctor/finding.ts";
import { fromOptions, fromPerson, type Answers } from "../init/answers.ts";
import { idOf, secretFile, variablesOf } from "../init/shop.ts";
import { configText } from "../init/text.ts";
import { painter } from "../terminal/io.ts";

/** Writes a configuration, once: what a person answers or the options say, the rest as in the example. */
export async function init(context: Context, options: Options): Promise<void> {
  const { io, globals } = context;
  if (options["systemd"]) {
    const { printUnit } = await import("../systemd/unit.ts");
    return printUnit(context);
  }
  const [file = ""] = candidates({ file: globals.config, env: io.env, cwd: io.cwd });
  if (existsSync(file)) throw exists(file);
  const paint = painter(io.stderr, io, globals.color);
  const asks = io.stdin.isTTY && io.stderr.isTTY && options["input"] !== false && !globals.json;
  const tell = (findings: readonly Finding[]): void => {
    for (const finding of findings) {
      const line = inWords(finding, { paint });
      // Why the key is asked for again is no talk.
      if (asks) io.stderr.write(`${line}\n`);
      else context.hint(line);
    }
  };
  const answers = await (asks ? fromPerson : fromOptions)(options, dirname(file), context, tell);
  if (answers.sandbox) return offerSandbox(context);
  write(file, answers);
  context.print(
    {
      config: file,
      accounts: answers.shops.map((shop) => ({ id: idOf(shop), platform: shop.platform })),
      findings: answers.findings,
    },
    () => `Wrote ${file}`,
  );
  next(context, answers);
}

function exists(file: string): StateError {
  return new StateError(`${file} exists already; it is left as it is`, {
    hint: "Check it with: reputation config check",
  });
}

/** The keys first: a configuration never names a file that is not there. */
function write(file: string, { shops, brand }: Answers): void {
  const text = configText(readAsset("config.example.yaml").toString("utf8"), shops, brand);
  try {
    makeFolder(dirname(file));
    for (const shop of shops) {
      if (shop.typed === undefined) continue;
      const path = join(dirname(file), secretFile(shop));
      makeFolder(dirname(path));
      writeFileSync(path, `${shop.typed}\n`, { flag: "wx", mode: 0o600 });
    }
    // Only this user: tokens may be written into it.
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(path ?? file);
    throw new ConfigError(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function next(context: Context, { shops }: Answers): void {
  const missing = shops.flatMap(variablesOf).filter((name) => !context.io.env[name]);
  const lines = shops.length === 0 ? ["$EDITOR on the file: your accounts and brands, and the keys it names"] : [];
  if (missing.length > 0) lines.push(`export ${missing.map((name) => `${name}=…`).join(" ")}`);
  const commands = ["reputation doctor", "reputation daemon", "reputation status"];
  const numbered = [...lines, ...commands].map((line, i) => `  ${i + 1}. ${line}`);
  context.hint(`Next:\n${numbered.join("\n")}`);
}

function offerSandbox(context: Context): void {
  context.print(
    { config: null, accounts: [], findings: [] },
    () => "Nothing was written: the sandbox brings its own configuration.",
  );
  context.hint(`Next:
  1. reputation sandbox --dir .     three simulated marketplaces; leave it running
  2. reputation doctor              in another terminal, in this folder
  3. reputation daemon`);
}
