/** Where values come from before they are checked: ${NAME} in the file, `*_file` beside a secret, REPUTATION_*. */
import { resolve } from "node:path";
import { messageOf } from "../base/errors.ts";
import { readUtf8 } from "../base/files/text.ts";

export type Path = (string | number)[];
export type Environment = Record<string, string | undefined>;

/** Something wrong at a place of the file. */
export interface Problem {
  path: Path;
  message: string;
  /** Set for a missing token or key; commands that only read the database work without it. */
  missingSecret?: boolean;
}

/** Where a value was taken from: `env OPENAI_API_KEY`, `file /run/secrets/wb`, `reputation.yaml:12:5`. */
export type Origins = Map<string, string>;

/** Keys whose value never appears in any output; each may also be given as `<key>_file`. */
export const SECRET_KEYS = ["token", "api_key", "secret", "client_secret", "password"];

/** Whether the value at this place is a secret: by its name, or as a header, which may hold a key under any name. */
export function isSecretAt(path: readonly string[]): boolean {
  return SECRET_KEYS.includes(path.at(-1) ?? "") || path.at(-2) === "extra_headers";
}

/** The few settings that an environment variable can override without being named in the file. */
export const ENVIRONMENT_OVERRIDES: Record<string, Path> = {
  REPUTATION_DATABASE: ["database"],
  REPUTATION_TIMEZONE: ["timezone"],
  REPUTATION_LOG_LEVEL: ["log", "level"],
  REPUTATION_HTTP_LISTEN: ["http", "listen"],
};

/** What stands in the place of a secret that could not be read: a marker, or the `${NAME}` of the file. */
export const NOT_READ = /^\((empty|unreadable)\)$|^\$\{\w+\}$/;

/** A map key for a path: `accounts.0.token`. */
export function pathKey(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

interface Sources {
  env: Environment;
  /** The folder of the configuration file, from which relative `*_file` paths start. */
  folder: string;
  origins: Origins;
  problems: Problem[];
}

/** The same data with every `${NAME}` and `*_file` replaced by what it stands for. */
export function fillIn(value: unknown, path: Path, sources: Sources): unknown {
  if (typeof value === "string") return interpolate(value, path, sources);
  if (Array.isArray(value)) return value.map((entry, i) => fillIn(entry, [...path, i], sources));
  if (typeof value !== "object" || value === null) return value;
  // A map takes every key as its own, "__proto__" too.
  const result = new Map<string, unknown>();
  for (const [key, entry] of Object.entries(value)) {
    const secret = SECRET_KEYS.find((name) => key === `${name}_file`);
    if (secret === undefined) result.set(key, fillIn(entry, [...path, key], sources));
    else if (secret in value)
      sources.problems.push({ path: [...path, key], message: `give ${secret} or ${key}, not both` });
    else result.set(secret, readSecret(fillIn(entry, [...path, key], sources), [...path, secret], sources));
  }
  return Object.fromEntries(result);
}

function interpolate(text: string, path: Path, { env, origins, problems }: Sources): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name];
    const key = String(path.at(-1)).replace(/_file$/, "");
    const missingSecret = [...SECRET_KEYS, "client_id", "key_id", "cert", "key"].includes(key);
    if (!value) problems.push({ path, message: `the environment variable ${name} is not set`, missingSecret });
    origins.set(pathKey(path), `env ${name}`);
    return value || `\${${name}}`;
  });
}

/** No token is longer. */
const MOST_SECRET_BYTES = 64 * 1024;

/** @throws Error that says why there is no secret in it */
export function readSecretFile(file: string): string {
  const secret = readUtf8(file, MOST_SECRET_BYTES).trim();
  // oxlint-disable-next-line no-control-regex -- exactly these cannot be in a header
  if (/[\u0000-\u001F\u007F]/.test(secret)) throw new Error(`${file} must hold the secret alone, in one line`);
  return secret;
}

function readSecret(file: unknown, path: Path, { folder, origins, problems }: Sources): unknown {
  if (typeof file !== "string") return file;
  const full = resolve(folder, file);
  origins.set(pathKey(path), `file ${full}`);
  try {
    const text = readSecretFile(full);
    if (text === "") problems.push({ path: fileKey(path), message: `the file ${full} is empty` });
    return text || "(empty)";
  } catch (error) {
    problems.push({
      path: fileKey(path),
      message: `the secret cannot be read: ${messageOf(error)}`,
      missingSecret: true,
    });
    return "(unreadable)";
  }
}

/** The place in the file that named the secret: the key with `_file`. */
function fileKey(path: Path): Path {
  return [...path.slice(0, -1), `${String(path.at(-1))}_file`];
}

/** Puts the REPUTATION_* overrides into the data. */
export function override(raw: Record<string, unknown>, env: Environment, origins: Origins): void {
  for (const [name, path] of Object.entries(ENVIRONMENT_OVERRIDES)) {
    const value = env[name];
    if (!value) continue;
    const key = String(path.at(-1));
    let target = raw;
    for (const step of path.slice(0, -1)) {
      target = (target[step] ??= {}) as Record<string, unknown>;
    }
    target[key] = value;
    origins.set(pathKey(path), `env ${name}`);
  }
}
