/** Where a database really is, and whether it can be kept there. */
import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InternalError } from "../../base/errors.ts";

/** The path behind links. A file that is not there yet is placed in the folder behind links. */
export function realPlace(path: string): string {
  if (path === ":memory:") return path;
  try {
    return realpathSync(path);
  } catch {
    return inRealFolder(path);
  }
}

function inRealFolder(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/**
 * Beside the file stand others: its write-ahead log, and what is swapped in by a restore. When the file alone is mounted,
 * they stay outside and are gone with the container.
 * @throws InternalError `store.single_file`
 */
export function requireOwnFolder(path: string): void {
  if (!mountPoints().includes(path)) return;
  throw new InternalError(`the database ${path} is mounted as a single file, without its folder`, {
    code: "store.single_file",
    hint: `Mount the folder: -v /srv/reputation:${dirname(path)}. What was written last may be in ${path}-wal: keep it beside the file.`,
  });
}

/** Empty where the system does not tell. */
function mountPoints(): string[] {
  try {
    const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
    return lines.map((line) =>
      (line.split(" ")[4] ?? "").replace(/\\(\d{3})/g, (_, octal: string) => fromOctal(octal)),
    );
  } catch {
    return [];
  }
}

function fromOctal(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 8));
}
