/** What a person filters items by, and which items are in a tab, as SQL conditions that both lists and counts use. */
import { expressionBuilder, sql, type Expression, type ReferenceExpression, type SqlBool } from "kysely";
import type { Category } from "../../domain/analysis.ts";
import type { ByClass, GoalClass } from "../../domain/goal.ts";
import { WAITS_FOR_PERSON, type ItemStatus } from "../../domain/item.ts";
import type { ItemType, Platform } from "../../domain/platform.ts";
import type { Tab } from "../../domain/tab.ts";
import { URGENT_FROM } from "../../domain/urgency.ts";
import type { Schema } from "../schema.ts";
import { GOAL_CLASS } from "./goal-class.ts";
import { isRuledBy, type RuledBy } from "./rule-figures.ts";
import { isAmong, type Hits } from "./search.ts";
import { UNSENT } from "./unsent.ts";

/** All given fields must match. A list matches when one of its values does. */
export interface ItemFilter {
  statuses?: readonly ItemStatus[] | undefined;
  itemTypes?: readonly ItemType[] | undefined;
  platforms?: readonly Platform[] | undefined;
  accounts?: readonly string[] | undefined;
  brands?: readonly string[] | undefined;
  /** An item without stars matches no rating. */
  ratings?: readonly number[] | undefined;
  skus?: readonly string[] | undefined;
  /** The analysed category; an item that is not analysed matches none. */
  categories?: readonly Category[] | undefined;
  hasPhoto?: boolean | undefined;
  /** Whether the buyer wrote any text besides the stars. */
  hasText?: boolean | undefined;
  /** When the buyer wrote, Unix ms: at or after `from`, and before `to`. */
  from?: number | undefined;
  before?: number | undefined;
  /** Only what waits for a person longer than its goal. */
  overdue?: Overdue | undefined;
  /** The rule that has decided on the item. */
  ruled?: RuledBy | undefined;
  /** What a search has found. */
  hits?: Hits | undefined;
  /** Whether the items that the search has not found are wanted instead. */
  inverse?: boolean | undefined;
}

/** Who wrote before the moment of their class, Unix ms, and waits; of one class or of all. */
export interface Overdue {
  before: ByClass<number>;
  of: GoalClass | "all";
}

export type Condition = Expression<SqlBool>;

const e = expressionBuilder<Schema, "items">();

// Each of these is a column of the index `items_by_status`, word for word, so that filtering by it reads only the
// index.
const CATEGORY = sql<Category>`json_extract(ai_analysis, '$.category')`;
const HAS_PHOTO = sql<number>`(photos <> '[]')`;
const HAS_TEXT = sql<number>`(trim(client_text || coalesce(pros, '') || coalesce(cons, ''), ' ' || char(9, 10, 13, 160)) <> '')`;

/**
 * The plus keeps SQLite away from the index on `created_at`, with which it would fetch each row to check the other
 * conditions.
 */
export const CREATED = sql<number>`+created_at`;

/** So does this from the index on a product's stars. */
const SKU = sql<string>`+sku`;

/** The conditions for the items in a tab; see `TABS`. */
export function inTab(tab: Tab): Condition[] {
  switch (tab) {
    case "all":
      return [];
    case "waiting":
      return [e("status", "in", WAITS_FOR_PERSON)];
    case "urgent": {
      const { question, review } = URGENT_FROM;
      return [...inTab("waiting"), sql<SqlBool>`priority >= iif(item_type = 'question', ${question}, ${review})`];
    }
    case "questions":
      return [...inTab("waiting"), e("item_type", "=", "question")];
    case "unsent":
      return [...inTab("approved"), e("id", "in", UNSENT)];
    default:
      return [e("status", "=", tab)];
  }
}

/** The conditions for a filter; an index covers all of their columns. */
export function fitting(filter: ItemFilter): Condition[] {
  const { from, before, overdue, ruled, hits, inverse } = filter;
  return [
    ...oneOf("status", filter.statuses),
    ...oneOf("item_type", filter.itemTypes),
    ...oneOf("platform", filter.platforms),
    ...oneOf("account", filter.accounts),
    ...oneOf("brand_id", filter.brands),
    ...oneOf("rating", filter.ratings),
    ...oneOf(SKU, filter.skus),
    ...oneOf(CATEGORY, filter.categories),
    ...is(HAS_PHOTO, filter.hasPhoto),
    ...is(HAS_TEXT, filter.hasText),
    ...(from === undefined ? [] : [e(CREATED, ">=", from)]),
    ...(before === undefined ? [] : [e(CREATED, "<", before)]),
    ...(overdue === undefined ? [] : isOverdue(overdue)),
    ...(ruled === undefined ? [] : [isRuledBy(ruled)]),
    ...(hits === undefined ? [] : [isAmong(hits, inverse)]),
  ];
}

function isOverdue({ before, of }: Overdue): Condition[] {
  const { urgent, questions, rest } = before;
  const name = sql<GoalClass>`${sql.raw(GOAL_CLASS)}`;
  const moment = sql<number>`case ${name} when 'urgent' then ${urgent} when 'questions' then ${questions} else ${rest} end`;
  return [...inTab("waiting"), e(CREATED, "<", moment), ...(of === "all" ? [] : [e(name, "=", of)])];
}

function oneOf(value: ReferenceExpression<Schema, "items">, of: readonly (string | number)[] | undefined): Condition[] {
  return of === undefined ? [] : [e(value, "in", of)];
}

function is(value: Expression<number>, wanted: boolean | undefined): Condition[] {
  return wanted === undefined ? [] : [e(value, "=", Number(wanted))];
}
