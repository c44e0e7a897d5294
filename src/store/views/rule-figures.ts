/** What the approval rules have decided, from the audit log. */
import { setImmediate } from "node:timers/promises";
import { sql, type Expression, type SqlBool } from "kysely";
import { HOUR_MS } from "../../base/clock.ts";
import type { Reader } from "../db.ts";

/** How often a rule decided so, since the two times that were asked for. */
export interface RuleFigure {
  /** Of the rule; `default` for what no rule took. */
  rule: string;
  /** What it did: `wait` left the item to a person, because it says so or because of remarks. */
  action: "approve" | "skip" | "escalate" | "wait";
  day: number;
  /** Of the answers it approved within the day: those that are published now, and those still on their way. */
  published: number;
  leaving: number;
  week: number;
}

// The comparisons are those of the index, word for word; by its own estimate SQLite would read all that rules ever did.
const DECIDED = `from audit indexed by audit_of_rules`;
const BY_RULES = `audit.actor >= 'rule:' and audit.actor < 'rule;'`;

interface Asked {
  /** Unix ms; both are in the past. */
  day: number;
  week: number;
  now: number;
  /** The brands whose items count; null: all. */
  brands: readonly string[] | null;
}

/** So much is counted at once; then others get their turn. */
const STEP_MS = 6 * HOUR_MS;

export async function ruleFigures(reader: Reader, { day, week, now, brands }: Asked): Promise<RuleFigure[]> {
  const figures = new Map<string, RuleFigure>();
  for (let from = week; from <= now; from += STEP_MS) {
    const span = { from, to: Math.min(from + STEP_MS, now + 1), brands };
    for (const { actor, action, n } of counted(reader, span)) figureOf(figures, actor, action).week += n;
    if (span.to > day) addFates(figures, fates(reader, { ...span, from: Math.max(from, day) }));
    await setImmediate();
  }
  return [...figures.values()];
}

function addFates(figures: Map<string, RuleFigure>, rows: readonly Fate[]): void {
  for (const { actor, action, n, published, leaving } of rows) {
    const figure = figureOf(figures, actor, action);
    figure.day += n;
    figure.published += published;
    figure.leaving += leaving;
  }
}

function figureOf(figures: Map<string, RuleFigure>, actor: string, action: string): RuleFigure {
  const key = `${actor} ${action}`;
  const none = { rule: actor.slice("rule:".length), action: action as RuleFigure["action"] };
  const figure = figures.get(key) ?? { ...none, day: 0, published: 0, leaving: 0, week: 0 };
  figures.set(key, figure);
  return figure;
}

interface Row {
  actor: string;
  action: string;
  n: number;
}

interface Fate extends Row {
  published: number;
  leaving: number;
}

/** From then on and before then, Unix ms. */
interface Span extends Pick<Asked, "brands"> {
  from: number;
  to: number;
}

const OF_BRANDS = `items.brand_id in (select value from json_each(?))`;
const WITHIN = `where at >= ? and at < ? and ${BY_RULES} group by 1, 2`;

/** Without the items as long as all brands count: a week of a large shop has tens of thousands of rows. */
function counted(reader: Reader, { from, to, brands }: Span): Row[] {
  const theirs = brands === null ? "" : `join items on items.id = audit.item_id and ${OF_BRANDS}`;
  const sql = `select actor, action, count(*) as n ${DECIDED} ${theirs} ${WITHIN}`;
  return reader.statement(sql).all(...brandsJson(brands), from, to) as Row[];
}

function fates(reader: Reader, { from, to, brands }: Span): Fate[] {
  const theirs = brands === null ? "" : `and ${OF_BRANDS}`;
  const sql = `select actor, action, count(*) as n, sum(items.status = 'published') as published,
      sum(items.status in ('approved', 'publishing')) as leaving
    ${DECIDED} join items on items.id = audit.item_id ${theirs} ${WITHIN}`;
  return reader.statement(sql).all(...brandsJson(brands), from, to) as Fate[];
}

function brandsJson(brands: Asked["brands"]): string[] {
  return brands === null ? [] : [JSON.stringify(brands)];
}

/** What a rule has decided since then. */
export interface RuledBy {
  rule: string;
  /** Unix ms. */
  since: number;
}

/** The condition for items on which the rule has decided. */
export function isRuledBy({ rule, since }: RuledBy): Expression<SqlBool> {
  const actor = `rule:${rule}`;
  return sql<SqlBool>`id in (select item_id from audit indexed by audit_of_rules
    where at >= ${since} and actor = ${actor} and audit.actor >= 'rule:' and audit.actor < 'rule;')`;
}
