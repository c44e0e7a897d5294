/** Reads the configuration: file → environment → flags, remembering where each value came from. */
import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ConfigError, messageOf } from "../base/errors.ts";
import { readUtf8, requireWhole } from "../base/files/text.ts";
import { markDefaults, withBrandDefaults } from "./brand-defaults.ts";
import { crossProblems } from "./cross-checks.ts";
import { CHECK } from "./messages.ts";
import { InvalidConfig, markOrigins, place, problemsOf } from "./problems.ts";
import { brandDefaults } from "./brand.ts";
import { completed, configSchema, hubSchema, type Config } from "./schema.ts";
import { replicaIn } from "./standby.ts";
import { fillIn, override, type Environment, type Origins, type Problem } from "./sources.ts";
import { parseYaml } from "./yaml.ts";

export interface Loaded {
  config: Config;
  /** The path of the file that was found. */
  file: string;
  /** Where values came from, by dotted path; a value without an entry is a default. */
  origins: Origins;
}

export interface Where {
  /** The path given with `--config`. */
  file?: string | undefined;
  env: Environment;
  cwd: string;
  /**
   * Allows tokens and keys that the environment or a file should provide to be missing, because nothing outside is
   * called.
   */
  withoutSecrets?: boolean;
}

/** Where a configuration is looked for, first match wins. */
export function candidates({ file, env, cwd }: Where): string[] {
  const named = file ?? env["REPUTATION_CONFIG"];
  if (named) return [resolve(cwd, named)];
  const home = env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");
  return [resolve(cwd, "reputation.yaml"), join(home, "reputation", "config.yaml")];
}

/**
 * Finds, reads and checks the configuration.
 * @throws ConfigError when there is none; InvalidConfig with every problem, its line and column
 */
export function loadConfig(where: Where): Loaded {
  const tried = candidates(where);
  const file = tried.find((path) => existsSync(path));
  const closed = file === undefined ? tried.find(isClosed) : undefined;
  if (closed !== undefined) throw notReadable(closed);
  if (file === undefined) {
    throw new ConfigError(`no configuration found (looked for ${tried.join(", ")})`, {
      code: "config.missing",
      hint: "Write one with: reputation init    or look around without one: reputation demo",
    });
  }
  return parseConfig(readText(file), file, where.env, where.withoutSecrets);
}

/** Whether this user may not enter a folder on the way, so that nobody can tell whether the file exists. */
function isClosed(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return isForbidden(error);
  }
}

function isForbidden(error: unknown): boolean {
  return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function notReadable(file: string): ConfigError {
  return new ConfigError(`the configuration ${file} may not be read by this user`, {
    code: "config.forbidden",
    hint: `Run it as the user it belongs to (sudo -u USER reputation …), or let this one read it: chgrp, chmod g+r ${file}`,
  });
}

/** A file that names cells is a hub's. */
function isHub(raw: unknown): boolean {
  return typeof raw === "object" && raw !== null && "cells" in raw;
}

/** Twenty thousand accounts with the longest tokens are half of it. */
const MOST_BYTES = 32 * 1024 * 1024;

/** @throws ConfigError when it cannot be read, is too large or no UTF-8 */
export function readText(file: string): string {
  try {
    return requireWhole(readUtf8(file, MOST_BYTES));
  } catch (error) {
    if (isForbidden(error)) throw notReadable(file);
    throw new ConfigError(`the configuration ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Checks a configuration's text. Paths in it are relative to the folder of `file`.
 * @throws InvalidConfig
 */
export function parseConfig(text: string, file: string, env: Environment, withoutSecrets = false): Loaded {
  const yaml = parseYaml(text, file);
  const { value, document, lines } = yaml;
  const origins: Origins = new Map();
  const problems: Problem[] = [];
  const folder = dirname(resolve(file));
  const written = fillIn(value ?? {}, [], { env, folder, origins, problems });
  const raw = withBrandDefaults(written, (defaults) => brandDefaults.safeParse(defaults, CHECK).success);
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw))
    override(raw as Record<string, unknown>, env, origins);
  const schema = isHub(raw) ? hubSchema() : configSchema;
  const parsed = schema.safeParse(raw, CHECK);
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(issue, schema)));
  problems.push(...crossProblems(typeof raw === "object" ? raw : {}));
  const serious = problems.filter((problem) => !(withoutSecrets && problem.missingSecret));
  if (serious.length > 0 || !parsed.success) throw new InvalidConfig(file, place(serious, document, lines));

  markOrigins(yaml, file, origins);
  markDefaults(written, origins);
  const config = "cells" in parsed.data ? completed(parsed.data) : parsed.data;
  config.database = config.database === ":memory:" ? config.database : resolve(folder, config.database);
  config.backup.dir = resolve(folder, config.backup.dir);
  if (config.knowledge.products_file) config.knowledge.products_file = resolve(folder, config.knowledge.products_file);
  if (config.standby && replicaIn(config.standby.replica)?.type === "folder")
    config.standby.replica = resolve(folder, config.standby.replica.replace(/^file:\/\//, ""));
  if (config.standby?.key_file) config.standby.key_file = resolve(folder, config.standby.key_file);
  const { tls } = config.http;
  if (tls) Object.assign(tls, { cert_file: resolve(folder, tls.cert_file), key_file: resolve(folder, tls.key_file) });
  for (const service of [config.alerts.max, config.alerts.email]) {
    if (service?.ca_file) service.ca_file = resolve(folder, service.ca_file);
  }
  for (const brand of config.brands) {
    if (brand.phrases_file) brand.phrases_file = resolve(folder, brand.phrases_file);
  }
  return { config, file, origins };
}
