/** What the approval rules have decided, from the audit log. */
import { sql, type Expression, type SqlBool } from "kysely";
import { q, type Reader } from "../db.ts";

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

// The two comparisons are those of the index `audit_of_rules`, word for word.
const BY_RULES = sql<SqlBool>`audit.actor >= 'rule:' and audit.actor < 'rule;'`;

interface Asked {
  /** Unix ms. */
  day: number;
  week: number;
  /** The brands whose items count; null: all. */
  brands: readonly string[] | null;
}

export function ruleFigures(reader: Reader, asked: Asked): RuleFigure[] {
  const figures = new Map<string, RuleFigure>();
  for (const { actor, action, n } of counted(reader, asked.week, asked)) figureOf(figures, actor, action).week = n;
  for (const { actor, action, n, published, leaving } of fates(reader, asked))
    Object.assign(figureOf(figures, actor, action), { day: n, published, leaving });
  return [...figures.values()];
}

function figureOf(figures: Map<string, RuleFigure>, actor: string, action: string): RuleFigure {
  const key = `${actor} ${action}`;
  const none = { rule: actor.slice("rule:".length), action: action as RuleFigure["action"] };
  const figure = figures.get(key) ?? { ...none, day: 0, published: 0, leaving: 0, week: 0 };
  figures.set(key, figure);
  return figure;
}

/** Without the items as long as all brands count: a week of a large shop has tens of thousands of rows. */
function counted(reader: Reader, since: number, { brands }: Asked) {
  const rows = q.selectFrom("audit").where("at", ">=", since).where(BY_RULES);
  const theirs = brands === null ? rows : rows.where("item_id", "in", itemsOf(brands));
  return reader.all(
    theirs
      .select(["actor", "action"])
      .select((e) => e.fn.countAll<number>().as("n"))
      .groupBy(["actor", "action"]),
  );
}

function fates(reader: Reader, { day, brands }: Asked) {
  const rows = q
    .selectFrom("audit")
    .innerJoin("items", "items.id", "audit.item_id")
    .where("at", ">=", day)
    .where(BY_RULES)
    .where((e) => e.and(brands === null ? [] : [e("brand_id", "in", brands)]));
  return reader.all(
    rows
      .select(["actor", "action"])
      .select((e) => [
        e.fn.countAll<number>().as("n"),
        sql<number>`sum(items.status = 'published')`.as("published"),
        sql<number>`sum(items.status in ('approved', 'publishing'))`.as("leaving"),
      ])
      .groupBy(["actor", "action"]),
  );
}

function itemsOf(brands: readonly string[]) {
  return q.selectFrom("items").select("id").where("brand_id", "in", brands);
}

/** What a rule has decided since then. */
export interface RuledBy {
  rule: string;
  /** Unix ms. */
  since: number;
  /** Only what it has approved, and nobody else since. */
  sent: boolean;
}

/** The condition for items on which the rule has decided. */
export function isRuledBy({ rule, since, sent }: RuledBy): Expression<SqlBool> {
  const actor = `rule:${rule}`;
  const ids = sql<SqlBool>`id in (select item_id from audit where at >= ${since} and actor = ${actor}
    and actor >= 'rule:' and actor < 'rule;')`;
  if (!sent) return ids;
  return sql<SqlBool>`(${ids} and exists (select 1 from responses where item_id = items.id and approved_by = ${actor}))`;
}
