import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, for this user alone; one that is there is left as it is. Node's own recursive
 * mkdir never ends where a parent cannot have folders, as in /proc.
 * @throws the operating system's error for the first one that cannot be made
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/**
 * Anyone else who may write to a folder could put another file in the place of ours.
 * @throws Error that says whose it is
 */
export function assertOurs(folder: string): void {
  const { uid, mode } = lstatSync(folder);
  if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
  const mine = process.getuid?.();
  if (mine !== undefined && uid !== mine) throw new Error(`${folder} belongs to another user (${uid})`);
  if ((mode & 0o022) !== 0) throw new Error(`others may write into ${folder} (chmod go-w)`);
}
