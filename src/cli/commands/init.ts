import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readAsset } from "../../base/assets.ts";
import { ConfigError, messageOf, StateError, UsageError } from "../../base/errors.ts";
import { candidates } from "../../config/load.ts";
import { PLATFORMS, type Platform } from "../../domain/platform.ts";
import { assertOurs, makeFolder } from "../../store/sqlite/folder.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { inWords, type Finding } from "../doctor/finding.ts";
import { AI_SERVERS, variablesOfAi, withAiServer, type AiServer } from "../init/ai-servers.ts";
import { fromOptions, fromPerson, type Answers } from "../init/answers.ts";
import { HTTP_TOKEN_FILE, idOf, isCabinetNumber, secretFile, variablesOf } from "../init/shop.ts";
import { configText } from "../init/text.ts";
import { newToken } from "../http-options.ts";
import { flag, option, repeated } from "../parameters.ts";
import { printUnit } from "../systemd/unit.ts";
import { painter } from "../terminal/io.ts";
import { oneOf, text, type Read } from "../values.ts";

/** Reads the number by which a marketplace identifies a cabinet. */
const cabinetNumber: Read<string> = (word, name) => {
  if (isCabinetNumber(word)) return word;
  throw new UsageError(`${name} must be a number, got "${word}"`);
};

/** `wb=/run/secrets/wb`: something for a marketplace. */
const forPlatform: Read<readonly [Platform, string]> = (word, name) => {
  const at = word.indexOf("=");
  const platform = PLATFORMS.find((known) => known === word.slice(0, Math.max(at, 0)));
  if (platform === undefined || word.length === at + 1)
    throw new UsageError(`${name} must be like wb=…, got "${word}"`);
  return [platform, word.slice(at + 1)];
};

/** What a person answers or the options say, the rest as in the example. */
export const init = command({
  name: "init",
  summary: "Writes a commented configuration to start from, and tries the keys; never overwrites one.",
  examples: [
    "reputation init",
    'reputation init --account wb --token-file wb=/run/secrets/wb --brand "My brand" --no-input',
  ],
  takes: {
    account: repeated(
      "--account <wb|ozon|ym>",
      "a marketplace you sell on; may be given several times",
      oneOf(PLATFORMS),
    ),
    brand: option("--brand <name>", "your brand, as buyers read it", text),
    tokenFile: repeated(
      "--token-file <wb=file>",
      "a file with the marketplace's key; may be given several times",
      forPlatform,
    ),
    ozonClientId: option("--ozon-client-id <number>", "the client id beside Ozon's key", cabinetNumber),
    ymBusinessId: option("--ym-business-id <number>", "the number of the cabinet at Yandex Market", cabinetNumber),
    baseUrl: repeated("--base-url <wb=url>", "another address of a marketplace: a sandbox, a proxy", forPlatform),
    ai: option("--ai <server>", `the LLM's server: ${AI_SERVERS.join(", ")} (else the built-in AI)`, oneOf(AI_SERVERS)),
    input: flag("--no-input", "ask nothing: what the options do not say stays as in the example"),
    systemd: flag("--systemd", "print a systemd unit for the daemon instead, and write nothing"),
  },
  async run(context, { input, systemd, ai, ...options }) {
    const { io, globals } = context;
    if (systemd) {
      return printUnit(context);
    }
    const [file = ""] = candidates({ file: globals.config, env: io.env, cwd: io.cwd });
    if (existsSync(file)) throw exists(file);
    const asks = input && io.stdin.isTTY && io.stderr.isTTY && !globals.json;
    const answers = await (asks ? fromPerson : fromOptions)(options, dirname(file), context, teller(context, asks));
    if (answers.sandbox) return offerSandbox(context);
    write(file, answers, ai);
    context.print(
      {
        config: file,
        accounts: answers.shops.map((shop) => ({ id: idOf(shop), platform: shop.platform })),
        findings: answers.findings,
      },
      () => `Wrote ${file}`,
    );
    next(context, answers, ai);
  },
});

/** Says what was found at a marketplace. */
function teller(context: Context, asks: boolean): (findings: readonly Finding[]) => void {
  const { io, globals } = context;
  const paint = painter(io.stderr, io, globals.color);
  return (findings) => {
    for (const finding of findings) {
      const line = inWords(finding, { paint });
      // The reason for asking for the key again is shown even with --quiet.
      if (asks) io.stderr.write(`${line}\n`);
      else context.hint(line);
    }
  };
}

function exists(file: string): StateError {
  return new StateError(`${file} exists already; it is left as it is`, {
    hint: "Check it with: reputation config check",
  });
}

/** Writes the keys first, so that the configuration never names a file that does not exist. */
function write(file: string, { shops, brand }: Answers, ai: AiServer | undefined): void {
  const example = readAsset("config.example.yaml").toString("utf8");
  const text = configText(ai === undefined ? example : withAiServer(example, ai), shops, brand);
  const writeSecret = (name: string, secret: string): void => {
    const path = join(dirname(file), name);
    makeFolder(dirname(path));
    assertOurs(dirname(path));
    writeFileSync(path, `${secret}\n`, { flag: "wx", mode: 0o600 });
  };
  try {
    makeFolder(dirname(file));
    for (const shop of shops) if (shop.typed !== undefined) writeSecret(secretFile(shop), shop.typed);
    // A second configuration in the folder shares the token of the first.
    if (!existsSync(join(dirname(file), HTTP_TOKEN_FILE))) writeSecret(HTTP_TOKEN_FILE, newToken());
    // Only this user may read the file, because tokens may be written into it.
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(path ?? file);
    throw new ConfigError(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function next(context: Context, { shops }: Answers, ai: AiServer | undefined): void {
  const named = [...shops.flatMap(variablesOf), ...(ai === undefined ? [] : variablesOfAi(ai))];
  const missing = named.filter((name) => !context.io.env[name]);
  const lines = shops.length === 0 ? ["$EDITOR on the file: your accounts and brands, and the keys it names"] : [];
  if (missing.length > 0) lines.push(`export ${missing.map((name) => `${name}=…`).join(" ")}`);
  const commands = ["reputation doctor", "reputation daemon", "reputation status"];
  const numbered = [...lines, ...commands].map((line, i) => `  ${i + 1}. ${line}`);
  context.hint(`Next:\n${numbered.join("\n")}\nThe token for your own programs (docs/http-api.md): ${HTTP_TOKEN_FILE}`);
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
