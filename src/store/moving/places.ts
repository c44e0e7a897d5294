/**
 * Where the rows of an account are. Whoever adds a table that speaks of an account or an item has to say here what becomes
 * of its rows when the account moves to another database.
 */

/** A table with the rows of items. */
interface Place {
  table: string;
  /** Where its numbers come from, when a row has one of its own: it gets a new one. */
  numbers?: string;
}

/** By the live items; copied in this order, after them. */
export const OF_LIVE: readonly Place[] = [
  { table: "responses" },
  { table: "variants" },
  { table: "item_checks" },
  { table: "publish_attempts", numbers: "publish_attempts" },
  { table: "notes", numbers: "notes" },
  { table: "ai_usage", numbers: "ai_usage" },
];

/** By the archived items. */
export const OF_ARCHIVED: readonly Place[] = [
  { table: "responses_archive" },
  { table: "publish_attempts_archive", numbers: "publish_attempts" },
  { table: "notes_archive", numbers: "notes" },
  { table: "ai_usage", numbers: "ai_usage" },
];

/** By the account itself. */
export const OF_ACCOUNT = ["polling_state", "quarantine", "past_answers"] as const;

/** The jobs that go along: those by which an item gets its answer. Their arguments name the item. */
export const ITEM_JOBS = ["analyze_item", "generate_response", "regenerate_response", "send_response"] as const;

/** Keys of `meta` that belong to an account, as patterns of `glob`, for which an account's id holds nothing special. */
export function metaKeys(account: string): string[] {
  return [`key:${account}`, `limit:${account}`, `key_hold:${account}:*`];
}

/** Tables that speak of an account or an item and are not copied as they are, and what becomes of their rows. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  items: "copied first, each with a new number",
  items_archive: "copied first, each with a new number",
  audit: "the entries of an item are chained anew at the end of the other log, and stay in this one",
  audit_archive: "as in audit",
  jobs: "those that wait for an item are copied, the polls are made anew by the schedule, the ended ones stay",
  schedules: "made anew from the configuration of the other side",
  item_words: "made anew from the items",
  product_days: "kept by triggers with the items, by the days of that side",
  analytics: "calculated anew on both sides",
  looks: "of the people of this side, deleted",
  alerts: "told to the people of this side, stay until their time is over",
  alert_deliveries: "what has not left yet is moot",
  alert_buttons: "deleted: they would press on nothing",
  alert_cards: "messages of this side, stay until their time is over",
  hub_presses: "of this side, stay until their time is over",
  account_moves: "the record of the move itself",
};
