/** How a shop answers its buyers, counted of a period by indexes alone; the rows of items are long. */
import { HOUR_MS } from "../../base/clock.ts";
import type { ByClass, GoalClass, Goals } from "../../domain/goal.ts";
import { WAITS_FOR_PERSON } from "../../domain/item.ts";
import type { ItemType } from "../../domain/platform.ts";
import type { Fate } from "../../domain/response.ts";
import { quoted, type Reader } from "../db.ts";
import { GOAL_CLASS } from "./goal-class.ts";

/** What is counted: everything at or after `from` and before `before`, Unix ms. */
export interface Period {
  from: number;
  before: number;
  /** Null: all. */
  brands: readonly string[] | null;
}

const GOAL = `case ${GOAL_CLASS} when 'urgent' then @urgent when 'questions' then @questions else @rest end`;

const ofBrands = (brands: Period["brands"], column = "brand_id"): string =>
  brands === null ? "" : `and ${column} in (select value from json_each(@brands))`;
const valuesOf = ({ from, before, brands }: Period) =>
  brands === null ? { from, before } : { from, before, brands: JSON.stringify(brands) };

/** How much of a class buyers wrote within an hour, counted from the beginning of the period. */
export type Received = [of: GoalClass, hour: number, n: number];

/** What buyers wrote within the period and the archive has not taken. */
export function received(reader: Reader, period: Period): Received[] {
  const sql = `select ${GOAL_CLASS} as class, cast((created_at - @from) / ${HOUR_MS} as integer) as hour, count(*) as n
    from items indexed by items_by_status
    where +created_at >= @from and +created_at < @before ${ofBrands(period.brands)} group by 1, 2`;
  return reader.statement(sql).raw().all(valuesOf(period)) as Received[];
}

/** What waits for a person and was written before the moment of its class, whenever that was. */
export function waitingSince(reader: Reader, before: ByClass<number>, brands: Period["brands"]): ByClass<number> {
  const sql = `select ${GOAL_CLASS} as class, count(*) as n from items indexed by items_by_status
    where status in (${quoted(WAITS_FOR_PERSON)}) and +created_at < ${GOAL} ${ofBrands(brands)} group by 1`;
  const values = brands === null ? before : { ...before, brands: JSON.stringify(brands) };
  return byClass(reader.statement(sql).all(values) as Counted[]);
}

interface Counted {
  class: GoalClass;
  n: number;
}

function byClass(rows: readonly Counted[]): ByClass<number> {
  const counts = { urgent: 0, questions: 0, rest: 0 };
  for (const row of rows) counts[row.class] = row.n;
  return counts;
}

/** The answers that were published within the period and stand. */
export interface Answered {
  class: GoalClass;
  count: number;
  questions: number;
  /** How long half of the buyers waited at most, and nine of ten, ms. */
  median: number;
  p90: number;
  /** How many waited longer than the goal by the clock, nights included. */
  slow: number;
}

const WAIT = "max(published_at - created_at, 0)";

/** Classes without an answer are left out. */
export function answered(reader: Reader, period: Period, { urgent, questions, rest }: Goals): Answered[] {
  const sql = `select ${GOAL_CLASS} as class, count(*) as count, sum(item_type = 'question') as questions,
      median(${WAIT}) as median, percentile(${WAIT}, 90) as p90, sum(${WAIT} > ${GOAL}) as slow
    from items indexed by items_by_published
    where published_at is not null and published_at >= @from and published_at < @before ${ofBrands(period.brands)} group by 1`;
  return reader.statement(sql).all({ ...valuesOf(period), urgent, questions, rest }) as Answered[];
}

/** How long so many buyers of a class waited, ms. */
export type Waited = [of: GoalClass, wait: number, n: number];

const SECONDS = `(${WAIT} + 500) / 1000`;
const STEP = `case when ${SECONDS} < 10000 then 1 when ${SECONDS} < 100000 then 10 when ${SECONDS} < 1000000 then 100 else 1000 end`;

/** The same answers as in `answered`, the shortest wait first, each right to a ten-thousandth or to half a second. */
export function waited(reader: Reader, period: Period): Waited[] {
  const sql = `select ${GOAL_CLASS} as class, (${SECONDS} + ${STEP} / 2) / (${STEP}) * (${STEP}) * 1000 as wait, count(*) as n
    from items indexed by items_by_published
    where published_at is not null and published_at >= @from and published_at < @before ${ofBrands(period.brands)}
    group by 1, 2 order by 1, 2`;
  return reader.statement(sql).raw().all(valuesOf(period)) as Waited[];
}

/** An answer that came later than its goal by the clock, as columns. */
export type SlowAnswer = [item_type: ItemType, created_at: number, published_at: number];

/** Those whose goal runs within business hours, and that may be in time for that. */
export function slowAnswers(reader: Reader, period: Period, { urgent, questions, rest }: Goals): SlowAnswer[] {
  const sql = `select item_type, created_at, published_at from items indexed by items_by_published
    where published_at is not null and published_at >= @from and published_at < @before
      and ${GOAL_CLASS} <> 'urgent' and ${WAIT} > ${GOAL} ${ofBrands(period.brands)}`;
  const values = { ...valuesOf(period), urgent, questions, rest };
  return reader.statement(sql).raw().all(values) as SlowAnswer[];
}

/** Answers that left within the period, by who let them go and what became of them. */
export interface Left {
  byRule: 0 | 1;
  edited: 0 | 1;
  fate: Fate;
  n: number;
}

/** The same answers as in the list of what was sent. */
export function leftAnswers(reader: Reader, period: Period): Left[] {
  const sql = `select coalesce(sent_by >= 'rule:' and sent_by < 'rule;', 0) as byRule, edited, fate, count(*) as n
    from sent_answers where sent_at >= @from and sent_at < @before and fate <> 'leaving' ${ofBrands(period.brands)} group by 1, 2, 3`;
  return reader.statement(sql).all(valuesOf(period)) as Left[];
}

/** What an LLM was used for within the period. */
export interface AiSpent {
  tokens: number;
  /** Of the calls that had a price; null when none had one. */
  cost: number | null;
  /** Calls that took tokens and had no price. */
  unpriced: number;
}

export function aiSpent(reader: Reader, period: Period): AiSpent {
  const { brands } = period;
  const theirs = brands === null ? "" : `join items on items.id = item_id ${ofBrands(brands, "items.brand_id")}`;
  const sql = `select coalesce(sum(input_tokens + output_tokens), 0) as tokens, sum(cost) as cost,
      coalesce(sum(cost is null and input_tokens + output_tokens > 0), 0) as unpriced
    from ai_usage ${theirs} where at >= @from and at < @before`;
  return reader.statement(sql).get(valuesOf(period)) as AiSpent;
}
