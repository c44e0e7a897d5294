export const ITEM_STATUSES = [
  "new",
  "analyzing",
  "pending_review",
  "approved",
  "publishing",
  "published",
  "skipped",
  "escalated",
  "error",
] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/**
 * The states in which an item waits for a person. This is the only list of them; everything that counts or lists
 * waiting items uses it.
 */
export const WAITS_FOR_PERSON = ["pending_review", "escalated", "error"] as const satisfies readonly ItemStatus[];
export type WaitingStatus = (typeof WAITS_FOR_PERSON)[number];

/** The total number of items that wait for a person. */
export function waitingTotal(counts: Record<WaitingStatus, number>): number {
  return WAITS_FOR_PERSON.reduce((sum, status) => sum + counts[status], 0);
}

/** The states in which a person or the program still has to act on an item, except `error`. */
export const UNFINISHED = [
  "new",
  "analyzing",
  "pending_review",
  "escalated",
  "approved",
  "publishing",
] as const satisfies readonly ItemStatus[];

/** Whether the buyer waits for nothing more: answered, or left without an answer on purpose. */
export function isDecided(status: ItemStatus): boolean {
  return status === "published" || status === "skipped";
}

/** Whether somebody may still have to decide: nobody has approved, answered or skipped it. */
export function isStillOpen(status: ItemStatus): boolean {
  return !isDecided(status) && status !== "approved" && status !== "publishing";
}

/** The states in which a person may still edit the answer or have it drafted again. */
export const ANSWER_OPEN = ["pending_review", "escalated"] as const satisfies readonly ItemStatus[];

/** Whether a person may still edit the answer or have it drafted again. */
export function isAnswerOpen(status: ItemStatus): boolean {
  return ANSWER_OPEN.some((open) => open === status);
}

/** Whether the program is still about to draft the answer. A person may write one meanwhile. */
export function isBeingDrafted(status: ItemStatus): boolean {
  return status === "new" || status === "analyzing";
}

/** Why an item was skipped: a person or a rule decided so, or the marketplace made an answer unnecessary. */
export const SKIP_REASONS = ["person", "rule", "answered_in_cabinet", "withdrawn"] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/**
 * The events of an item, named as in the audit log. `drafted` ends the automatic steps, `write` does so by a person's answer; `close` means that the
 * marketplace wants no answer any more, `change` that the buyer has changed the text, `reject` that moderation has
 * taken our answer down.
 */
export const ITEM_EVENTS = [
  "analyze",
  "drafted",
  "write",
  "approve",
  "skip",
  "escalate",
  "undo",
  "publish",
  "published",
  "defer",
  "refuse",
  "close",
  "fail",
  "retry",
  "change",
  "reject",
] as const;
export type ItemEvent = (typeof ITEM_EVENTS)[number];

/**
 * All transitions of an item. A missing entry means that the event is not possible in that state. The store's CHECK
 * constraint repeats the states; docs/architecture.md has the diagram.
 */
const TRANSITIONS: Record<ItemStatus, Partial<Record<ItemEvent, ItemStatus>>> = {
  new: { analyze: "analyzing", write: "pending_review", skip: "skipped", close: "skipped", fail: "error" },
  analyzing: {
    analyze: "analyzing",
    drafted: "pending_review",
    write: "pending_review",
    skip: "skipped",
    close: "skipped",
    fail: "error",
  },
  pending_review: {
    approve: "approved",
    skip: "skipped",
    escalate: "escalated",
    close: "skipped",
    change: "new",
  },
  escalated: { approve: "approved", skip: "skipped", close: "skipped", undo: "pending_review", change: "new" },
  approved: {
    publish: "publishing",
    undo: "pending_review",
    skip: "skipped",
    close: "skipped",
    fail: "error",
    change: "new",
  },
  publishing: {
    publish: "publishing",
    published: "published",
    defer: "approved",
    refuse: "pending_review",
    close: "skipped",
    fail: "error",
  },
  published: { change: "new", reject: "pending_review" },
  skipped: { undo: "pending_review", retry: "new" },
  error: {
    retry: "new",
    write: "pending_review",
    approve: "approved",
    skip: "skipped",
    close: "skipped",
    change: "new",
  },
};

/** The state after an event; undefined when the event is not possible in this state. */
export function next(status: ItemStatus, event: ItemEvent): ItemStatus | undefined {
  return TRANSITIONS[status][event];
}

/** Whether the event is possible in this state. */
export function can(status: ItemStatus, event: ItemEvent): boolean {
  return next(status, event) !== undefined;
}

/** The events that are possible in a state. */
export function possibleEvents(status: ItemStatus): ItemEvent[] {
  return Object.keys(TRANSITIONS[status]) as ItemEvent[];
}

/** Everything that the buyer wrote. */
export function buyerText(item: { client_text: string; pros: string | null; cons: string | null }): string {
  return [item.client_text, item.pros, item.cons].filter(Boolean).join("\n");
}
