/** How soon a buyer should be answered. */
import type { ItemType } from "./platform.ts";
import { URGENT_FROM } from "./urgency.ts";

/** The goals of answer time, ms: for 1–2★ and danger, for questions, for the rest. */
export interface Goals {
  urgent: number;
  questions: number;
  rest: number;
}

/** Whether a buyer who has waited this long (ms) has waited longer than the goal of the item's class. */
export function isOverdue(item: { item_type: ItemType; priority: number }, waited: number, goals: Goals): boolean {
  return waited > goalOf(item, goals);
}

function goalOf({ item_type: type, priority }: { item_type: ItemType; priority: number }, goals: Goals): number {
  if (priority >= URGENT_FROM[type]) return goals.urgent;
  return type === "question" ? goals.questions : goals.rest;
}
