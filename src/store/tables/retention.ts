/** Deletes the program's own records after a time. Items and answers are never deleted. */
import { DAY_MS } from "../../base/clock.ts";
import type { Tx } from "../db.ts";

/** How long rows are kept, ms, and the key of their table; jobs and schedule fires have retention rules of their own. */
const KEPT = [
  // AI costs are kept as long as the daily figures, so that every day shown has its cost.
  ["ai_usage", "id", "at", 731 * DAY_MS],
  ["sessions", "token_hash", "expires_at", 0],
  ["one_time_links", "hash", "expires_at", 90 * DAY_MS],
  ["alert_buttons", "id", "expires_at", DAY_MS],
  // A button is good for a day.
  ["hub_presses", "id", "at", 7 * DAY_MS],
  ["alert_codes", "hash", "expires_at", DAY_MS],
  ["alert_cards", "id", "drawn_at", 7 * DAY_MS],
  // With their deliveries. A day's storm is gone after a month, whether it was told or not.
  ["alerts", "id", "at", 30 * DAY_MS],
  ["alert_deliveries", "id", "alert_id is null and created_at", 30 * DAY_MS],
  // Whoever asked for a code and never used it, and what a person has taken away.
  ["alert_contacts", "id", "state in ('asked', 'claimed') and asked_at", DAY_MS],
  ["alert_contacts", "id", "state = 'off' and off_at", 90 * DAY_MS],
  ["product_signals", "brand_id, product, signal", "seen_at", 30 * DAY_MS],
  ["sign_in_tries", "key", "last_at", DAY_MS],
  ["looks", "user_id, item_id", "seen_at", 90 * DAY_MS],
  // A marketplace's lists show a live entry again every day, which renews this time.
  ["quarantine", "account, item_type, raw", "last_seen_at", 90 * DAY_MS],
] as const;

/** An item's history stays with the item; the other entries of the audit log are about pauses, settings and people. */
const KEPT_AUDIT = [
  ["item_id is null", 731 * DAY_MS],
  // These tell from which address somebody signed in, or tried to.
  ["item_id is null and action in ('sign_in', 'sign_in_refused')", 90 * DAY_MS],
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
  const dropped = KEPT_AUDIT.map(([which, ms]) => dropAudit(tx, which, now - ms, limit));
  return Math.max(...deleted, ...dropped);
}

/** Of an entry that goes its hash is left, which holds the entries around it together. */
function dropAudit(tx: Tx, which: string, before: number, limit: number): number {
  const old = `select id, hash from audit where ${which} and at < @before limit @limit`;
  const dropped = tx.statement(`insert into audit_dropped (id, hash) ${old} returning id`).pluck();
  const ids = JSON.stringify(dropped.all({ before, limit }));
  return tx.statement("delete from audit where id in (select value from json_each(?))").run(ids).changes;
}
