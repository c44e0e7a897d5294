/** Reading the configuration again while the program runs: what may change then, and what needs a restart. */
import { isDeepStrictEqual } from "node:util";
import { alertsProblems, alertsSection } from "./alerts-checks.ts";
import type { Loaded } from "./load.ts";
import { CHECK } from "./messages.ts";
import { sameCabinets } from "./one-cabinet.ts";
import type { Config } from "./schema.ts";
import { readSecretFile } from "./sources.ts";

/** What a running program takes over; everything else is read once, at the start. */
const LIVE = ["accounts", "ai", "alerts", "approval", "brands", "poll", "publish", "schedule"] as const;

export interface Reloading {
  /** What the program goes on with: the new values, and the old ones of what needs a restart. */
  config: Config;
  /** The names of what has changed and is taken over: `approval.rules`, `accounts.wb-main.token`. */
  applied: string[];
  /** The names of what has changed and counts from the next start only: `database`. */
  restart: string[];
}

/** Compares the configuration that runs with the one that was read now. Names only: a value may be a secret. */
export function compareConfigs(running: Config, next: Config): Reloading {
  const live = Object.fromEntries(LIVE.map((key) => [key, next[key]])) as Pick<Config, (typeof LIVE)[number]>;
  const changed = differences(named(running), named(next), "");
  const isLive = (name: string): boolean => LIVE.some((key) => name === key || name.startsWith(`${key}.`));
  return {
    config: { ...running, ...live },
    applied: changed.filter(isLive),
    restart: changed.filter((name) => !isLive(name)),
  };
}

/** The names of the keys that come from the environment, which a running program cannot read again, with the variables. */
export function keysFromEnvironment({ origins }: Loaded): string[] {
  return [...origins].flatMap(([name, origin]) => {
    const isKey = /\.(token|api_key|client_id|secret|password)$/.test(name) && origin.startsWith("env ");
    return isKey ? [`${name} (${origin.slice(4)})`] : [];
  });
}

/** The files that keys are read from, by the name of the key. */
export function keyFiles({ origins }: Loaded): Map<string, string> {
  const files = [...origins].filter(
    ([name, origin]) => /^(accounts\.\d+|ai|alerts)\./.test(name) && origin.startsWith("file "),
  );
  return new Map(files.map(([name, origin]) => [name, origin.slice(5)]));
}

/**
 * The configuration with the keys that stand in their files now. A file that is empty, away or not to be read leaves the
 * key as it is: it may be in the middle of being replaced.
 * @returns why the new keys cannot be taken, or the configuration with them
 */
export function withKeysOfFiles(running: Config, files: ReadonlyMap<string, string>): Config | { refused: string } {
  const config = structuredClone(running);
  for (const [name, file] of files) {
    const key = textOf(file);
    if (key !== undefined) put(config, name.split("."), key);
  }
  const [twin] = sameCabinets(
    config.accounts.map((account) => ({ ...NOTHING, ...account, base_url: account.base_url ?? "" })),
  );
  const [unfit] = alertsProblems(alertsSection.parse(config.alerts, CHECK), config.http.public_url ?? "");
  if (unfit) return { refused: `${unfit.path.join(".")} ${unfit.message}` };
  if (!twin) return config;
  const [first, second] = [config.accounts[twin.first]?.id, config.accounts[twin.second]?.id];
  return { refused: `"${first}" and "${second}" would be the same cabinet (the same ${twin.shared})` };
}

const NOTHING = { token: "", client_id: "", business_id: Number.NaN };

function textOf(file: string): string | undefined {
  try {
    return readSecretFile(file) || undefined;
  } catch {
    return undefined;
  }
}

function put(target: unknown, path: readonly string[], value: string): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], target);
  const last = path.at(-1);
  if (typeof parent === "object" && parent !== null && last !== undefined) Object.assign(parent, { [last]: value });
}

/** Lists whose entries have ids become objects by id, so that a moved account is no change. */
function named(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, named(entry)]));
  const ids = value.map((entry: unknown) => (entry as { id?: unknown } | null)?.id);
  const hasIds = ids.length > 0 && ids.every((id) => typeof id === "string");
  return hasIds ? Object.fromEntries(value.map((entry: unknown, i) => [ids[i], named(entry)])) : value;
}

/** The names of the values that differ; of lists without ids, and of what is on one side only, the name of the whole. */
function differences(a: unknown, b: unknown, name: string): string[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (!isObject(a) || !isObject(b)) return [name];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differences(a[key], b[key], name ? `${name}.${key}` : key));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
