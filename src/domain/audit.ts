/** What the audit log says was done to an item, by a person, a rule, a task, the marketplace or the buyer. */
export const ITEM_ACTIONS = [
  "approve",
  "edit",
  "skip",
  "escalate",
  "regenerate",
  "undo",
  "retry",
  "wait",
  "published",
  "refuse",
  "reject",
  "close",
  "change",
  "fail",
  "brand",
  "note",
  "press",
] as const;
export type ItemAction = (typeof ITEM_ACTIONS)[number];

/** Whether a stored word is an item action; another version of the program may have written others. */
export function isItemAction(action: string): action is ItemAction {
  return (ITEM_ACTIONS as readonly string[]).includes(action);
}
