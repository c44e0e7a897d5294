import { userInfo } from "node:os";
import { systemClock, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Loaded } from "../config/load.ts";
import { safeJson, safeText } from "../domain/wording/safe-text.ts";
import { GLOBALS, type Globals } from "./globals.ts";
import { readGiven } from "./parameters.ts";
import { painter, type Io, type Paint } from "./terminal/io.ts";
import type { Progress, Step } from "./terminal/progress.ts";

/** What a command works with: the process's streams, the global options and the means of output. */
export interface Context {
  io: Io;
  globals: Globals;
  clock: Clock;
  /** Colours what goes to stdout. */
  paint: Paint;
  /** Finds and checks the configuration, or that of `file`. @throws ConfigError */
  load(file?: string): Promise<Loaded>;
  /** For commands that only look at and decide on what is stored: tokens and keys may be missing. @throws ConfigError */
  deskConfig(): Promise<Config>;
  /** The result, on stdout: with `--json` the document, else the text. */
  print(document: unknown, text: () => string): void;
  /** Prints hints on stderr, such as what to do next. Silent with `--quiet`. */
  hint(text: string): void;
  /** Shows on stderr what is under way, until something is printed. */
  progress(look: () => Step | undefined): Promise<Progress>;
  /** Who decides, for the audit log: `person:anna`. */
  actor: string;
}

/** @param typed the global options as commander gives them */
export async function createContext(io: Io, typed: Readonly<Record<string, unknown>>): Promise<Context> {
  const globals = await readGiven(GLOBALS, typed, io);
  let progress: Progress | undefined;
  const write = (text: string): void => {
    progress?.clear();
    if (text !== "") io.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  const json = (value: unknown): void => write(safeJson(JSON.stringify(value, null, io.stdout.isTTY ? 2 : undefined)));
  const load = async (withoutSecrets = false, file = globals.config): Promise<Loaded> => {
    const { loadConfig } = await import("../config/load.ts");
    return loadConfig({ file, env: io.env, cwd: io.cwd, withoutSecrets });
  };
  return {
    io,
    globals,
    clock: systemClock,
    paint: painter(io.stdout, io, globals.color),
    load: (file) => load(false, file),
    deskConfig: async () => (await load(true)).config,
    print: (document, text) => (globals.json ? json(document) : write(text())),
    hint(text) {
      progress?.clear();
      if (!globals.quiet && !globals.json) io.stderr.write(`${safeText(text)}\n`);
    },
    async progress(look) {
      const { showProgress } = await import("./terminal/progress.ts");
      return (progress = showProgress(io, globals, systemClock, look));
    },
    // Who only looks is not asked for.
    get actor() {
      return `person:${login()}`;
    },
  };
}

function login(): string {
  try {
    return userInfo().username;
  } catch {
    // In some containers the user has no name.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
