/** What is kept for a time and then deleted: records of the program's own work. Items and answers never are. */
import { DAY_MS } from "../../base/clock.ts";
import type { Tx } from "../db.ts";

/** How long, ms; tables with a log of their own (jobs, fires) have theirs. */
const KEPT = [
  // As long as the daily figures: what the AI has cost can be told for every day they show.
  ["ai_usage", "at", 731 * DAY_MS],
  // An item's history stays with the item; this is of pauses and settings.
  ["audit", "item_id is null and at", 731 * DAY_MS],
  // What a marketplace still lists is seen again daily.
  ["quarantine", "last_seen_at", 90 * DAY_MS],
] as const;

/**
 * Deletes at most `limit` old rows of each table.
 * @returns the number deleted where it was most: `limit` when there may be more
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
