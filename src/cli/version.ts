import { isBinary } from "../base/assets.ts";

/** Kept equal to package.json by a test. */
export const VERSION = "0.1.0";
/** Of better-sqlite3; asking it would load it. Kept equal by a test. */
export const SQLITE_VERSION = "3.54.1";

/** `0.1.0 (Node 24.21.0, SQLite 3.54.1)`, and whether it is the binary. */
export function versionText(): string {
  const parts = [`Node ${process.versions.node}`, `SQLite ${SQLITE_VERSION}`, ...(isBinary() ? ["binary"] : [])];
  return `${VERSION} (${parts.join(", ")})`;
}
