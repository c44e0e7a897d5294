/** Files that belong to the program: inside the binary, or beside `dist/` in a checkout and an installed package. */
import { readFileSync } from "node:fs";

// We look `node:sea` up here instead of importing it, because a bundler would have to know it.
const sea = process.getBuiltinModule("node:sea");

/** Whether this is the program as one executable file. */
export function isBinary(): boolean {
  return sea.isSea();
}

/** @param name of a file in the project's folder */
export function readAsset(name: string): Buffer {
  if (isBinary()) return Buffer.from(sea.getRawAsset(name));
  return readFileSync(new URL(`../../${name}`, import.meta.url));
}
