/** How the shop answers its buyers: the same figures for the pages and other programs. */
import { HOUR_MS, MINUTE_MS, type Clock } from "../base/clock.ts";
import { currencyOf, type Prices } from "../config/price.ts";
import { addDays, dayOf, startOfDay, wallTime, weekdayOf, WEEKDAYS } from "../domain/calendar.ts";
import { dueAt, GOAL_CLASSES, overdueMoments, type ByClass, type GoalClass, type Goals } from "../domain/goal.ts";
import type { ItemType } from "../domain/platform.ts";
import type { Reader } from "../store/db.ts";
import {
  answered,
  leftAnswers,
  received,
  slowAnswers,
  aiSpent,
  waitingSince,
  type AiSpent,
  type Received,
  type Left,
  type Period,
} from "../store/views/figures.ts";
import { ruleFigures, type RuleFigure } from "../store/views/rule-figures.ts";
import type { Brands } from "./item-query.ts";

/** Days of the business, both included: `2026-11-24`. */
export interface Span {
  from: string;
  to: string;
}

export interface FiguresQuery {
  /** How many of the last days of the business count, today included; or from which day to which. */
  days: number | Span;
  brand?: string | undefined;
}

/** What is counted of a class of items. */
export interface ClassFigures {
  class: GoalClass;
  /** What it should take, ms. */
  goal: number;
  /** What buyers wrote within the period. */
  received: number;
  /** Answers that were published within the period, whenever the buyer wrote, and that stand. */
  answered: number;
  /**
   * How long half of those buyers waited at most, and nine of ten, ms; null without an answer, and when one of several cells
   * is too old to tell.
   */
  median: number | null;
  p90: number | null;
  /** How many of the answers came by their goal. */
  onTime: number;
  /** What waits for a person now, and should have been answered by now. */
  overdue: number;
}

export interface Figures extends Span {
  classes: ClassFigures[];
  /** When buyers wrote what was received: for each day of the week, from Monday, how much in each hour of the day. */
  week: number[][];
  /** Answers that left within the period: as they were drafted and changed, by rules and by people. */
  sent: { count: number; asDrafted: number; edited: number; byRules: number; byPeople: number; rejected: number };
  /** What each rule decided, the busiest first. */
  rules: RuleDeeds[];
  /** Tokens of calls to an LLM for each answer of the period; null when there were no calls or no answers. */
  tokensPerAnswer: number | null;
  /** What these calls cost by the prices of the configuration; null when none of them had a price. */
  cost: AiCost | null;
  /** Against writing each answer by hand. */
  hoursSaved: number;
  /** The names of cells that did not answer, or do not know figures: theirs are in none of the sums. */
  away?: readonly string[];
  lacking?: readonly string[];
}

export interface AiCost {
  sum: number;
  /** Null when there were no answers, or calls without a price: what they cost nobody knows. */
  perAnswer: number | null;
  /** How many calls are not in the sum, because there was no price when they were made. */
  unpriced: number;
  /** Null when the configuration names none. */
  currency: string | null;
}

/** How often a rule decided so within the period. */
export type RuleDeeds = { rule: string } & Record<RuleFigure["action"], number>;

export interface FiguresApi {
  of(query: FiguresQuery, brands: Brands): Promise<Figures>;
}

/** Of the configuration. */
interface AnswerGoals {
  goals: Goals;
  timezone: string;
  ai: Prices;
}

interface Parts {
  db: Reader;
  clock: Clock;
  config: AnswerGoals;
}

/** What an answer takes by hand, as the Office counts it. */
export const BY_HAND_MS = { review: 30 * MINUTE_MS, question: 24 * MINUTE_MS };

export function figuresApi(parts: Parts): FiguresApi {
  const { db, clock } = parts;
  return {
    async of({ days, brand }, brands) {
      const { timezone } = parts.config;
      const now = clock.now();
      const { from, to, period } = periodOf({ days, brand }, brands, { now, timezone });
      const { before: end, brands: seen } = period;
      const { classes, saved, week } = classesOf(parts, period, now);
      const last = Math.min(end - 1, now);
      const rules = await ruleFigures(db, { day: last, week: period.from, now: last, brands: seen });
      const count = classes.reduce((sum, one) => sum + one.answered, 0);
      const spent = aiSpent(db, period);
      return {
        from,
        to,
        classes,
        week,
        sent: sentOf(leftAnswers(db, period)),
        rules: deedsOf(rules),
        tokensPerAnswer: spent.tokens === 0 || count === 0 ? null : spent.tokens / count,
        cost: costOf(spent, count, currencyOf(parts.config.ai)),
        hoursSaved: saved / HOUR_MS,
      };
    },
  };
}

function costOf({ cost, unpriced }: AiSpent, answers: number, currency: string | null): AiCost | null {
  if (cost === null) return null;
  const perAnswer = unpriced > 0 || answers === 0 ? null : cost / answers;
  return { sum: cost, perAnswer, unpriced, currency };
}

/** The days of a query, and the moments between which it counts. @param brands those that the caller may see */
export function periodOf(
  { days, brand }: FiguresQuery,
  brands: Brands,
  { now, timezone }: { now: number; timezone: string },
): Span & { period: Period } {
  const { from, to } = typeof days === "number" ? lastDays(days, dayOf(now, timezone)) : days;
  const seen = brand === undefined ? brands : (brands ?? [brand]).filter((id) => id === brand);
  const before = startOfDay(addDays(to, 1), timezone);
  return { from, to, period: { from: startOfDay(from, timezone), before, brands: seen } };
}

function lastDays(days: number, today: string): Span {
  return { from: addDays(today, 1 - days), to: today };
}

function classesOf({ db, config: { goals, timezone } }: Parts, period: Period, now: number) {
  const came = received(db, period);
  const before = overdueMoments(now, goals, timezone);
  const overdue = waitingSince(db, before, period.brands);
  const rows = answered(db, period, goals);
  const inHours = inTime({ db, goals, timezone }, period);
  const classes = GOAL_CLASSES.map((name): ClassFigures => {
    const row = rows.find((one) => one.class === name);
    const [median, p90, count] = [row?.median ?? null, row?.p90 ?? null, row?.count ?? 0];
    const onTime = count - (row?.slow ?? 0) + inHours[name];
    const written = came.reduce((sum, [of, , n]) => sum + (of === name ? n : 0), 0);
    const shown = { class: name, goal: goals[name], received: written, overdue: overdue[name] };
    return { ...shown, answered: count, median, p90, onTime };
  });
  const saved = rows.reduce((sum, { count, questions }) => {
    return sum + questions * BY_HAND_MS.question + (count - questions) * BY_HAND_MS.review;
  }, 0);
  return { classes, saved, week: weekOf(came, period.from, timezone) };
}

/** The period begins with a day, and so with an hour of the business, wherever that is. */
function weekOf(came: readonly Received[], from: number, timezone: string): number[][] {
  const week = WEEKDAYS.map(() => Array.from({ length: 24 }, () => 0));
  const hours: number[] = [];
  for (const [, hour, n] of came) hours[hour] = (hours[hour] ?? 0) + n;
  for (const [hour, n = 0] of hours.entries()) {
    const wall = wallTime(from + hour * HOUR_MS, timezone);
    week[WEEKDAYS.indexOf(weekdayOf(wall.slice(0, 10)))]![Number(wall.slice(11, 13))]! += n;
  }
  return week;
}

/** How many answers came later than their goal by the clock, and yet in time, because nobody was at work. */
function inTime({ db, goals, timezone }: Omit<AnswerGoals, "ai"> & { db: Reader }, period: Period): ByClass<number> {
  const counts = { urgent: 0, questions: 0, rest: 0 };
  if (goals.hours === null) return counts;
  const isLate = { question: lateness("question", goals, timezone), review: lateness("review", goals, timezone) };
  for (const [type, since, at] of slowAnswers(db, period, goals)) {
    if (!isLate[type](since, at)) counts[type === "question" ? "questions" : "rest"] += 1;
  }
  return counts;
}

const STEP_MS = 4 * HOUR_MS;

/**
 * Tells whether an answer came after its goal. To work out each goal would take longer than all the rest: the later
 * somebody writes, the later it is, so that those of two moments around tell it of most.
 */
function lateness(type: ItemType, goals: Goals, timezone: string): (since: number, at: number) => boolean {
  const due = (since: number): number => dueAt({ item_type: type, priority: 0 }, since, goals, timezone);
  const known = new Map<number, number>();
  const dueOfStep = (step: number): number => {
    const found = known.get(step) ?? due(step * STEP_MS);
    known.set(step, found);
    return found;
  };
  return (since, at) => {
    const step = Math.floor(since / STEP_MS);
    if (at <= dueOfStep(step)) return false;
    return at > dueOfStep(step + 1) || at > due(since);
  };
}

function sentOf(rows: readonly Left[]): Figures["sent"] {
  const sum = (fits: (row: Left) => boolean): number => rows.reduce((all, row) => all + (fits(row) ? row.n : 0), 0);
  return {
    count: sum(() => true),
    asDrafted: sum(({ edited }) => edited === 0),
    edited: sum(({ edited }) => edited === 1),
    byRules: sum(({ byRule }) => byRule === 1),
    byPeople: sum(({ byRule }) => byRule === 0),
    rejected: sum(({ fate }) => fate === "rejected"),
  };
}

function deedsOf(figures: readonly RuleFigure[]): RuleDeeds[] {
  const deeds = new Map<string, RuleDeeds>();
  for (const { rule, action, week } of figures) {
    const one = deeds.get(rule) ?? { rule, approve: 0, skip: 0, escalate: 0, wait: 0 };
    one[action] += week;
    deeds.set(rule, one);
  }
  const all = ({ approve, skip, escalate, wait }: RuleDeeds): number => approve + skip + escalate + wait;
  return [...deeds.values()].sort((a, b) => all(b) - all(a) || (a.rule < b.rule ? -1 : 1));
}
