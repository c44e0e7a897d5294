/** The tabs of the inbox, each a set of conditions on the items it shows. */
import { ITEM_STATUSES } from "./item.ts";

/**
 * `waiting` holds the items that wait for a person; `urgent` (see `isUrgent`) and `questions` are parts of it; `unsent`
 * holds approved answers that are not published; each state has a tab with its name; `all` holds every item.
 */
export const TABS = ["waiting", "urgent", "questions", "unsent", ...ITEM_STATUSES, "all"] as const;
/** See `TABS`. */
export type Tab = (typeof TABS)[number];

/** The order of a list: by urgency and then oldest first, or by the time the buyer wrote. */
export const SORTS = ["urgent", "oldest", "newest"] as const;
/** See `SORTS`. */
export type Sort = (typeof SORTS)[number];
