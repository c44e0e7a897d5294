/**
 * The database's native addon, for when the program is a single executable: an addon has to be a file, so it is unpacked into a
 * folder that only its user can write, and checked byte for byte before it is loaded.
 */
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { isBinary, readAsset } from "../../base/assets.ts";
import { InternalError, messageOf } from "../../base/errors.ts";
import { assertOurs, makeFolder } from "./folder.ts";

/** The asset's name, under which the build of the binary stores it. */
const ASSET = "better_sqlite3.node";

let loaded: object | undefined;

/**
 * The loaded addon; undefined when this is no binary and the package loads its own.
 * @throws InternalError `store.native` that says, folder by folder, why it cannot be loaded
 */
export function nativeBinding(): object | undefined {
  if (!isBinary()) return undefined;
  return (loaded ??= loadFrom(folders(process.env), readAsset(ASSET)));
}

/**
 * Where the addon may be unpacked, best first: the folder from the environment, systemd's `CacheDirectory=`, the user's
 * cache, the temporary folder.
 */
function folders(env: NodeJS.ProcessEnv): string[] {
  const home = env["HOME"] || homeOf();
  const uid = process.getuid?.() ?? 0;
  return [
    env["REPUTATION_CACHE_DIR"],
    env["CACHE_DIRECTORY"],
    env["XDG_CACHE_HOME"] && join(env["XDG_CACHE_HOME"], "reputation"),
    home && join(home, ".cache", "reputation"),
    join(tmpdir(), `reputation-${uid}`),
  ].filter((folder): folder is string => Boolean(folder));
}

/** The user's home folder; a user without an entry in the password file has none. */
function homeOf(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}

/** Loads the addon from the first folder that allows it. Exported for its test. */
export function loadFrom(places: readonly string[], addon: Buffer): object {
  const reasons: string[] = [];
  for (const folder of places) {
    try {
      return load(unpack(folder, addon));
    } catch (error) {
      reasons.push(`${folder}: ${messageOf(error)}`);
    }
  }
  throw new InternalError(`the database's addon cannot be unpacked and loaded anywhere:\n  ${reasons.join("\n  ")}`, {
    code: "store.native",
    hint: "Set REPUTATION_CACHE_DIR to a folder of your own on a file system that is not mounted noexec.",
  });
}

function load(file: string): object {
  const module = { exports: {} };
  process.dlopen(module, file);
  return module.exports;
}

/**
 * Writes the addon unless an identical file is there already.
 * @returns the addon's file, compared byte for byte
 */
function unpack(folder: string, addon: Buffer): string {
  makeFolder(folder);
  assertOurs(folder);
  const hash = createHash("sha256").update(addon).digest("hex");
  const file = join(folder, `better_sqlite3-${hash.slice(0, 16)}.node`);
  if (isThere(file, addon)) return file;
  // Several processes may start at once, so each writes its own file and renames it in one step.
  const unfinished = `${file}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(unfinished, addon, { flag: "wx", mode: 0o500 });
    chmodSync(unfinished, 0o500);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return file;
}

function isThere(file: string, addon: Buffer): boolean {
  try {
    return lstatSync(file).isFile() && readFileSync(file).equals(addon);
  } catch {
    return false;
  }
}
