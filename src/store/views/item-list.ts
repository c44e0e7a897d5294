/** The pages of items that a person looks through, and how many items are in each list. */
import { expressionBuilder, sql, type Expression, type SelectQueryBuilder } from "kysely";
import { ITEM_STATUSES } from "../../domain/item.ts";
import type { Sort, Tab } from "../../domain/tab.ts";
import { byUrgency } from "../../domain/urgency.ts";
import { q, type Reader } from "../db.ts";
import type { Schema } from "../schema.ts";
import { parseItem, type Item } from "../tables/items.ts";
import type { Hits } from "./search.ts";
import { CREATED, fitting, inTab, type Condition, type ItemFilter } from "./item-filter.ts";

/** An item's position, for any of the orders. */
export interface Position {
  priority: number;
  created_at: number;
  id: number;
}

export interface PageOf {
  tab: Tab;
  sort: Sort;
  /** The last item of the previous page; undefined for the first page. */
  after?: Position | undefined;
  limit: number;
}

export interface Page {
  items: Item[];
  /** Where the next page starts; null when this page is the last. */
  next: Position | null;
}

export interface ItemCount {
  /** At most `COUNTED`. */
  count: number;
  /** False when there are more than `count`. */
  exact: boolean;
}

/** Items are counted up to this number. */
export const COUNTED = 10_000;

/** How many items are looked through by date before a whole tab is. */
const FIRST = 1000;

const e = expressionBuilder<Schema, "items">();

/**
 * A page of a list. Items that arrive or are decided between two pages shift nothing, because the next page starts
 * after the position of the last item.
 */
export function itemsPage(reader: Reader, filter: ItemFilter, page: PageOf): Page {
  const { tab, sort, limit } = page;
  const isAllByUrgency = tab === "all" && sort === "urgent" && !filter.hits?.ids;
  const rows = isAllByUrgency
    ? mostUrgent(reader, filter, page)
    : (amongFirst(reader, filter, page) ?? reader.all(listOf(filter, page).select("id")));
  const items = itemsOf(
    reader,
    rows.slice(0, limit).map(({ id }) => id),
  );
  return { items, next: rows.length > limit ? positionOf(items.at(-1)) : null };
}

/** The ids of the whole list in its order. */
export function listIds(reader: Reader, filter: ItemFilter, { tab, sort }: Pick<PageOf, "tab" | "sort">): number[] {
  const all = listOf(filter, { tab, sort, limit: Number.MAX_SAFE_INTEGER - 1 });
  return reader.all(all.select("id")).map(({ id }) => id);
}

/** The index has each state in the order of urgency, and no index has all of them together. */
function mostUrgent(reader: Reader, filter: ItemFilter, page: PageOf): Position[] {
  const each = ITEM_STATUSES.map((tab) => listOf(filter, { ...page, tab }).select(["id", "priority", "created_at"]));
  return each.flatMap((list) => reader.all(list)).toSorted(byUrgency);
}

/**
 * The first items by date, of all or of the many that a search has found, usually hold a page of what is asked, and the
 * index on `created_at` has them in order; a list of a tab would have to be sorted.
 * @returns undefined when they do not
 */
function amongFirst(reader: Reader, filter: ItemFilter, page: PageOf): { id: number }[] | undefined {
  const { hits, inverse } = filter;
  if (hits?.ids || inverse === true || page.sort === "urgent") return undefined;
  const first = reader.all(listOf({ hits }, { ...page, tab: "all", limit: FIRST }).select("id"));
  const ids = first.map(({ id }) => id);
  const among = { ...(hits ?? NO_HITS), ids };
  const found = reader.all(listOf({ ...filter, hits: among }, page).select("id"));
  return found.length > page.limit || first.length <= FIRST ? found : undefined;
}

const NO_HITS: Hits = { count: 0, ids: [], marks: Buffer.alloc(0), first: 0 };

/**
 * A list in its order, one longer than a page.
 * @param page with `before` instead of `after`: backwards, from what stands before that position
 */
export function listOf(
  filter: ItemFilter,
  { tab, sort, after, before, limit }: PageOf & { before?: Position },
): SelectQueryBuilder<Schema, "items", object> {
  const asked = [...inTab(tab), ...fitting(filter)];
  // When all items are listed, or all that a search has found, the index on `created_at` is the best way to them.
  const isAll = asked.length === (filter.hits ? 1 : 0);
  const at = isAll ? sql<number>`created_at` : CREATED;
  let list = itemsOfSearch(filter).where(e.and(asked));
  const [up, down] = before ? (["desc", "asc"] as const) : (["asc", "desc"] as const);
  if (sort === "urgent") list = list.orderBy("priority", down).orderBy("created_at", up).orderBy("id", up);
  if (sort === "oldest") list = list.orderBy(at, up).orderBy("id", up);
  if (sort === "newest") list = list.orderBy(at, down).orderBy("id", down);
  if (after) list = list.where(comesAfter(after, sort, at));
  if (before) list = list.where(comesBefore(before, sort, at));
  return list.limit(limit + 1);
}

/**
 * The items among which those of a list are. When a search has found few, SQLite has to be made to look them up: by its
 * own estimate it would read a whole index.
 */
function itemsOfSearch({ hits, inverse }: ItemFilter): SelectQueryBuilder<Schema, "items", object> {
  if (!hits?.ids || inverse === true) return q.selectFrom("items");
  const ids = sql<{ hit: number }>`(select value as hit from json_each(${JSON.stringify(hits.ids)}))`.as("hits");
  return q.selectFrom(ids).crossJoin("items").whereRef("items.id", "=", "hits.hit");
}

function comesAfter({ priority, created_at, id }: Position, sort: Sort, at: Expression<number>): Condition {
  switch (sort) {
    case "urgent":
      return sql`priority <= ${priority} and (priority < ${priority} or (created_at, id) > (${created_at}, ${id}))`;
    case "oldest":
      return sql`(${at}, id) > (${created_at}, ${id})`;
    case "newest":
      return sql`(${at}, id) < (${created_at}, ${id})`;
  }
}

function comesBefore({ priority, created_at, id }: Position, sort: Sort, at: Expression<number>): Condition {
  switch (sort) {
    case "urgent":
      return sql`priority >= ${priority} and (priority > ${priority} or (created_at, id) < (${created_at}, ${id}))`;
    case "oldest":
      return sql`(${at}, id) < (${created_at}, ${id})`;
    case "newest":
      return sql`(${at}, id) > (${created_at}, ${id})`;
  }
}

/** The items in the order given. */
export function itemsOf(reader: Reader, ids: readonly number[]): Item[] {
  const these = sql<number>`(select value from json_each(${JSON.stringify(ids)}))`;
  const rows = reader.all(q.selectFrom("items").selectAll().where("id", "in", these));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map(parseItem);
}

function positionOf(item: Item | undefined): Position | null {
  return item ? { priority: item.priority, created_at: item.created_at, id: item.id } : null;
}

/** How many matching items are in each of the tabs. */
export function countTabs<T extends Tab>(reader: Reader, filter: ItemFilter, tabs: readonly T[]): Record<T, ItemCount> {
  const counts = countAtOnce(reader, filter, tabs);
  const told = tabs.map((tab): [T, ItemCount] => {
    const count = counts[tab] ?? 0;
    return [tab, { count: Math.min(count, COUNTED), exact: count <= COUNTED }];
  });
  return Object.fromEntries(told) as Record<T, ItemCount>;
}

/** Counts the tabs in one statement, so that the numbers agree; each count stops at the limit. */
function countAtOnce(reader: Reader, filter: ItemFilter, tabs: readonly Tab[]): Partial<Record<Tab, number | null>> {
  if (tabs.length === 0) return {};
  if (filter.hits?.ids && filter.inverse !== true) return countFew(reader, filter, tabs);
  // A search for words alone has counted already what it has found.
  const { hits, inverse } = filter;
  if (hits && inverse !== true && tabs.includes("all") && fitting({ ...filter, hits: undefined }).length === 0) {
    const others = tabs.filter((tab) => tab !== "all");
    return { ...countAtOnce(reader, filter, others), all: hits.count };
  }
  const counts = tabs.map((tab) => {
    const some = itemsOfSearch(filter)
      .select("id")
      .where(e.and([...inTab(tab), ...fitting(filter)]));
    const counted = q.selectFrom(some.limit(COUNTED + 1).as("some"));
    return counted.select(({ fn }) => fn.countAll<number>().as("n")).as(tab);
  });
  return reader.get(q.selectNoFrom(counts)) ?? {};
}

/** The few items that a search has found are looked up once, and each is counted in the tabs that it is in. */
function countFew(reader: Reader, filter: ItemFilter, tabs: readonly Tab[]): Partial<Record<Tab, number>> {
  const counts = tabs.map((tab) => sql<number>`count(*) filter (where ${e.and(inTab(tab))})`.as(tab));
  return (
    reader.get(
      itemsOfSearch(filter)
        .where(e.and(fitting(filter)))
        .select(counts),
    ) ?? {}
  );
}
