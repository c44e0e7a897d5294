/** Whether the newest backup is older than it should be. Nobody says how often it is made, so its own rhythm tells. */
import { DAY_MS, HOUR_MS } from "../../base/clock.ts";

/** So many of the last gaps between copies count. */
const GAPS = 5;

/**
 * @param times when copies were made, Unix ms, the oldest first
 * @returns false without any: somebody who never made one is told by `doctor`
 */
export function isBackupOld(times: readonly number[], now: number): boolean {
  const last = times.at(-1);
  if (last === undefined) return false;
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const usual = gaps.length === 0 ? DAY_MS : Math.max(...gaps.slice(-GAPS), HOUR_MS);
  return now - last > 2 * usual;
}
