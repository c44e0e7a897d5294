import { HOUR_MS, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { newestBackup } from "../store/sqlite/backup-age.ts";

/** The newest copy of the database. */
export interface BackupState {
  /** Unix ms; null when there is none. */
  at: number | null;
  isOld: boolean;
}

/** docs/deploy.md makes one every night; two hours are for one that takes long. */
const OLD_AFTER_MS = 26 * HOUR_MS;

/** @returns null when the folder cannot be looked into, so that nothing is known */
export async function backupState({ backup }: Pick<Config, "backup">, clock: Clock): Promise<BackupState | null> {
  const now = clock.now();
  try {
    const at = await newestBackup(backup.dir, now);
    return { at, isOld: at === null || now - at > OLD_AFTER_MS };
  } catch {
    return null;
  }
}
