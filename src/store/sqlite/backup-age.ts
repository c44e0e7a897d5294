import { readdir } from "node:fs/promises";
import { BACKUP_NAME } from "./backup.ts";

/**
 * When the newest backup of a folder was made, by its name, Unix ms.
 * @returns null when there is none
 * @throws Error of the file system when the folder cannot be read
 */
export async function newestBackup(folder: string, now: number): Promise<number | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const times = names.flatMap((name) => timeIn(name) ?? []).filter((at) => at <= now);
  return times.length === 0 ? null : Math.max(...times);
}

/** `reputation-20261124T010000Z.db` */
function timeIn(name: string): number | undefined {
  const stamp = BACKUP_NAME.exec(name)?.[1];
  return (stamp && Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"))) || undefined;
}
