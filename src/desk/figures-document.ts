/** The figures as programs read them, whatever asks: times in minutes, shares left to the reader. */
import { MINUTE_MS } from "../base/clock.ts";
import { WEEKDAYS, type Weekday } from "../domain/calendar.ts";
import type { ClassFigures, Figures, RuleDeeds } from "./figures.ts";

type Kept = "class" | "received" | "answered" | "overdue";

interface ClassDocument extends Pick<ClassFigures, Kept> {
  goal_min: number;
  median_min: number | null;
  p90_min: number | null;
  on_time: number;
}

export interface FiguresDocument {
  from: string;
  to: string;
  classes: ClassDocument[];
  /** How much buyers wrote in each hour of a day of the week. */
  hours: Record<Weekday, number[]>;
  sent: Record<"count" | "as_drafted" | "edited" | "by_rules" | "by_people" | "rejected", number>;
  rules: RuleDeeds[];
  tokens_per_answer: number | null;
  cost: { sum: number; per_answer: number | null; unpriced_calls: number; currency: string | null } | null;
  hours_saved: number;
}

export function figuresDocument(figures: Figures): FiguresDocument {
  const { from, to, classes, week, sent, rules, tokensPerAnswer, cost, hoursSaved } = figures;
  const { count, asDrafted, edited, byRules, byPeople, rejected } = sent;
  return {
    from,
    to,
    classes: classes.map(classDocument),
    hours: Object.fromEntries(WEEKDAYS.map((day, at) => [day, week[at]])) as Record<Weekday, number[]>,
    sent: { count, as_drafted: asDrafted, edited, by_rules: byRules, by_people: byPeople, rejected },
    rules,
    tokens_per_answer: tokensPerAnswer,
    cost: cost && {
      sum: cost.sum,
      per_answer: cost.perAnswer,
      unpriced_calls: cost.unpriced,
      currency: cost.currency,
    },
    hours_saved: hoursSaved,
  };
}

function classDocument({ goal, median, p90, onTime, ...one }: ClassFigures): ClassDocument {
  const { class: name, received, answered, overdue } = one;
  const times = { goal_min: goal / MINUTE_MS, median_min: minutes(median), p90_min: minutes(p90) };
  return { class: name, received, answered, ...times, on_time: onTime, overdue };
}

function minutes(ms: number | null): number | null {
  return ms === null ? null : ms / MINUTE_MS;
}
