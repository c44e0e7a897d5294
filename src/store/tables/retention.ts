/** Deletes the program's own records after a time. Items and answers are never deleted. */
import { DAY_MS } from "../../base/clock.ts";
import type { Tx } from "../db.ts";

/** How long rows are kept, ms; jobs and schedule fires have retention rules of their own. */
const KEPT = [
  // AI costs are kept as long as the daily figures, so that every day shown has its cost.
  ["ai_usage", "at", 731 * DAY_MS],
  // An item's history stays with the item; these rows are about pauses and settings.
  ["audit", "item_id is null and at", 731 * DAY_MS],
  // A marketplace's lists show a live entry again every day, which renews this time.
  ["quarantine", "last_seen_at", 90 * DAY_MS],
] as const;

/**
 * Deletes at most `limit` old rows of each table.
 * @returns the largest number deleted from one table; `limit` means there may be more
 */
export function pruneRecords(tx: Tx, now: number, limit: number): number {
  const deleted = KEPT.map(([table, time, ms]) => {
    const key = table === "quarantine" ? "(account, item_type, raw)" : "id";
    const keys = key.replace(/[()]/g, "");
    const old = `select ${keys} from ${table} where ${time} < @before limit @limit`;
    return tx.statement(`delete from ${table} where ${key} in (${old})`).run({ before: now - ms, limit }).changes;
  });
  return Math.max(...deleted);
}
