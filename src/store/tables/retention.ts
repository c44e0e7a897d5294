/** Deletes the program's own records after a time. Items and answers are never deleted. */
import { DAY_MS } from "../../base/clock.ts";
import type { Tx } from "../db.ts";

/** How long rows are kept, ms, and the key of their table; jobs and schedule fires have retention rules of their own. */
const KEPT = [
  // AI costs are kept as long as the daily figures, so that every day shown has its cost.
  ["ai_usage", "id", "at", 731 * DAY_MS],
  // An item's history stays with the item; these rows are about pauses, settings and people.
  ["audit", "id", "item_id is null and at", 731 * DAY_MS],
  // These tell from which address somebody signed in, or tried to.
  ["audit", "id", "item_id is null and action in ('sign_in', 'sign_in_refused') and at", 90 * DAY_MS],
  ["sessions", "token_hash", "expires_at", 0],
  ["one_time_links", "hash", "expires_at", 90 * DAY_MS],
  ["sign_in_tries", "key", "last_at", DAY_MS],
  // A marketplace's lists show a live entry again every day, which renews this time.
  ["quarantine", "account, item_type, raw", "last_seen_at", 90 * DAY_MS],
] as const;

/**
 * Deletes at most `limit` old rows of each table.
 * @returns the largest number deleted from one table; `limit` means there may be more
 */
export function pruneRecords(tx: Tx, now: number, limit: number): number {
  const deleted = KEPT.map(([table, key, time, ms]) => {
    const old = `select ${key} from ${table} where ${time} < @before limit @limit`;
    return tx.statement(`delete from ${table} where (${key}) in (${old})`).run({ before: now - ms, limit }).changes;
  });
  return Math.max(...deleted);
}
