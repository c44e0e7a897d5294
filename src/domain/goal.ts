/**
 * By when a buyer should be answered: the one place that knows it, for the red age of a page, for messages and figures.
 *
 * The rule: one or two stars and what is dangerous do not wait for the morning, their goal runs around the clock.
 * Questions and the rest wait while nobody is at work: their goal runs within the business hours only, when there are
 * any. What comes outside of them begins to wait when they begin.
 */
import { addDays, dayOf, momentOf, weekdayOf, type Weekday } from "./calendar.ts";
import type { ItemType } from "./platform.ts";
import { URGENT_FROM } from "./urgency.ts";

/** When somebody is at work, by the clock of the business time zone: on these days, from `09:00` until `18:00`. */
export interface Hours {
  /** At least one. */
  days: readonly Weekday[];
  from: string;
  /** After `from`, up to `24:00`. */
  to: string;
}

/** The goals of answer time, ms: for 1–2★ and danger, for questions, for the rest. */
export interface Goals {
  urgent: number;
  questions: number;
  rest: number;
  /** Null: around the clock. */
  hours: Hours | null;
}

/** What decides the class of an item. */
interface Classed {
  item_type: ItemType;
  priority: number;
}

/**
 * The moment by which a buyer should be answered.
 * @param since when the buyer wrote
 */
export function dueAt({ item_type: type, priority }: Classed, since: number, goals: Goals, timezone: string): number {
  if (priority >= URGENT_FROM[type]) return since + goals.urgent;
  const goal = type === "question" ? goals.questions : goals.rest;
  return goals.hours === null ? since + goal : afterWork(since, goal, goals.hours, timezone);
}

/** The moment at which so many milliseconds of work have passed. */
function afterWork(since: number, work: number, { days, from, to }: Hours, timezone: string): number {
  let left = work;
  for (let date = dayOf(since, timezone); ; date = addDays(date, 1)) {
    if (!days.includes(weekdayOf(date))) continue;
    const begin = Math.max(since, momentOf(date, from, timezone));
    const end = momentOf(date, to, timezone);
    if (end <= begin) continue;
    if (begin + left <= end) return begin + left;
    left -= end - begin;
  }
}
