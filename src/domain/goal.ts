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

/** What has a goal of its own, the most urgent first. */
export const GOAL_CLASSES = ["urgent", "questions", "rest"] as const;
export type GoalClass = (typeof GOAL_CLASSES)[number];
/** Something for each class of goals. */
export type ByClass<T> = Record<GoalClass, T>;

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

/** An item of each class. */
const OF_CLASS: Record<GoalClass, Classed> = {
  urgent: { item_type: "review", priority: URGENT_FROM.review },
  questions: { item_type: "question", priority: 0 },
  rest: { item_type: "review", priority: 0 },
};

/**
 * Who wrote before this moment, and only they, should have been answered before `now`: the later somebody writes, the
 * later is the goal.
 */
export function overdueBefore(of: GoalClass, now: number, goals: Goals, timezone: string): number {
  let [low, high] = [now - goals[of], now];
  while (dueAt(OF_CLASS[of], low, goals, timezone) >= now) low -= Math.max(now - low, 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dueAt(OF_CLASS[of], middle, goals, timezone) < now) low = middle;
    else high = middle;
  }
  return high;
}

/** That moment of each class. */
export function overdueMoments(now: number, goals: Goals, timezone: string): ByClass<number> {
  const of = (one: GoalClass): number => overdueBefore(one, now, goals, timezone);
  return { urgent: of("urgent"), questions: of("questions"), rest: of("rest") };
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
