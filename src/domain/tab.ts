/** The tabs of the inbox: what a person opens to find items in, each a set of conditions on them. */
import { ITEM_STATUSES } from "./item.ts";

/**
 * `waiting`: for a person; `urgent` and `questions`: those of them that are (see `isUrgent`); `unsent`: approved answers
 * that do not get out; each state by its name; `all`.
 */
export const TABS = ["waiting", "urgent", "questions", "unsent", ...ITEM_STATUSES, "all"] as const;
/** See `TABS`. */
export type Tab = (typeof TABS)[number];

/** The order of a list: most urgent first and among equals oldest first, or by the time the buyer wrote. */
export const SORTS = ["urgent", "oldest", "newest"] as const;
/** See `SORTS`. */
export type Sort = (typeof SORTS)[number];
