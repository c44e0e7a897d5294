/** What a person asks of items, and which items stand in a tab, as conditions: lists and counts are made of the same. */
import { expressionBuilder, sql, type Expression, type ReferenceExpression, type SqlBool } from "kysely";
import type { Category } from "../../domain/analysis.ts";
import { WAITS_FOR_PERSON, type ItemStatus } from "../../domain/item.ts";
import type { ItemType, Platform } from "../../domain/platform.ts";
import type { Tab } from "../../domain/tab.ts";
import { URGENT_FROM } from "../../domain/urgency.ts";
import type { Schema } from "../schema.ts";
import { UNSENT } from "./unsent.ts";

/** All that is given must hold. A list holds when one of it does. */
export interface ItemFilter {
  statuses?: readonly ItemStatus[] | undefined;
  itemTypes?: readonly ItemType[] | undefined;
  platforms?: readonly Platform[] | undefined;
  accounts?: readonly string[] | undefined;
  brands?: readonly string[] | undefined;
  /** An item without stars holds none. */
  ratings?: readonly number[] | undefined;
  skus?: readonly string[] | undefined;
  /** What the analysis says it is about; an item that is not analysed holds none. */
  categories?: readonly Category[] | undefined;
  hasPhoto?: boolean | undefined;
  /** Whether the buyer wrote more than stars. */
  hasText?: boolean | undefined;
  /** When the buyer wrote, Unix ms: from the first on and before the second. */
  from?: number | undefined;
  before?: number | undefined;
  /** As `terms` has them: the item says them all. */
  terms?: readonly string[] | undefined;
}

export type Condition = Expression<SqlBool>;

const e = expressionBuilder<Schema, "items">();

// Each of these is a column of the index `items_by_status`, word for word: a filter by them reads the index alone.
const CATEGORY = sql<Category>`json_extract(ai_analysis, '$.category')`;
const HAS_PHOTO = sql<number>`(photos <> '[]')`;
const HAS_TEXT = sql<number>`(trim(client_text || coalesce(pros, '') || coalesce(cons, ''), ' ' || char(9, 10, 13, 160)) <> '')`;

/** The plus keeps SQLite from the index on `created_at`, by which it would fetch each row to ask for all the rest. */
export const CREATED = sql<number>`+created_at`;

/** Which items are in a tab; see `TABS`. */
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

/** Which items are what is asked for, their words apart: what these conditions ask stands in an index. */
export function fitting(filter: ItemFilter): Condition[] {
  const { from, before } = filter;
  return [
    ...oneOf("status", filter.statuses),
    ...oneOf("item_type", filter.itemTypes),
    ...oneOf("platform", filter.platforms),
    ...oneOf("account", filter.accounts),
    ...oneOf("brand_id", filter.brands),
    ...oneOf("rating", filter.ratings),
    ...oneOf("sku", filter.skus),
    ...oneOf(CATEGORY, filter.categories),
    ...is(HAS_PHOTO, filter.hasPhoto),
    ...is(HAS_TEXT, filter.hasText),
    ...(from === undefined ? [] : [e(CREATED, ">=", from)]),
    ...(before === undefined ? [] : [e(CREATED, "<", before)]),
  ];
}

function oneOf(value: ReferenceExpression<Schema, "items">, of: readonly (string | number)[] | undefined): Condition[] {
  return of === undefined ? [] : [e(value, "in", of)];
}

function is(value: Expression<number>, wanted: boolean | undefined): Condition[] {
  return wanted === undefined ? [] : [e(value, "=", Number(wanted))];
}
