/** The pages of items that a person looks through, and how many items are in each list. */
import { setImmediate } from "node:timers/promises";
import { expressionBuilder, sql, type Expression } from "kysely";
import type { Sort, Tab } from "../../domain/tab.ts";
import { q, type Reader } from "../db.ts";
import type { Schema } from "../schema.ts";
import { parseItem, type Item } from "../tables/items.ts";
import { CREATED, fitting, inTab, type Condition, type ItemFilter } from "./item-filter.ts";
import { says } from "./says.ts";

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
/** How many items are searched for words in one piece, which blocks the program for some milliseconds. */
const PIECE = 500;

const e = expressionBuilder<Schema, "items">();

/**
 * A page of a list. Items that arrive or are decided between two pages shift nothing, because the next page starts
 * after the position of the last item.
 */
export async function itemsPage(reader: Reader, filter: ItemFilter, page: PageOf): Promise<Page> {
  const { limit } = page;
  const found: Item[] = [];
  for await (const piece of pieces(idsOf(reader, filter, page))) {
    found.push(...itemsOf(reader, piece, filter.terms));
    if (found.length > limit) break;
  }
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? positionOf(items.at(-1)) : null };
}

/** Ids in the order of the list: one more than a page, or all of them when the words are checked afterwards. */
function idsOf(reader: Reader, filter: ItemFilter, { tab, sort, after, limit }: PageOf): number[] {
  const asked = [...inTab(tab), ...fitting(filter)];
  // When all items are listed, the index on `created_at` is the best way to those of a period.
  const at = asked.length === 0 ? sql<number>`created_at` : CREATED;
  let ids = q.selectFrom("items").select("id").where(e.and(asked));
  if (sort === "urgent") ids = ids.orderBy("priority", "desc").orderBy("created_at").orderBy("id");
  if (sort === "oldest") ids = ids.orderBy(at).orderBy("id");
  if (sort === "newest") ids = ids.orderBy(at, "desc").orderBy("id", "desc");
  if (after) ids = ids.where(comesAfter(after, sort, at));
  if (!filter.terms) ids = ids.limit(limit + 1);
  return reader.all(ids).map(({ id }) => id);
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

/** The items that contain all the terms, in the order given. */
function itemsOf(reader: Reader, ids: readonly number[], terms: readonly string[] = []): Item[] {
  const rows = reader.all(q.selectFrom("items").selectAll().where(isOneOf(ids)).where(says(terms)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map(parseItem);
}

function isOneOf(ids: readonly number[]): Condition {
  return e("id", "in", sql<number>`(select value from json_each(${JSON.stringify(ids)}))`);
}

/** Lets the rest of the program run between two pieces. */
async function* pieces(ids: readonly number[]): AsyncGenerator<readonly number[]> {
  for (let at = 0; at < ids.length; at += PIECE) {
    if (at > 0) await setImmediate();
    yield ids.slice(at, at + PIECE);
  }
}

function positionOf(item: Item | undefined): Position | null {
  return item ? { priority: item.priority, created_at: item.created_at, id: item.id } : null;
}

/** How many matching items are in each of the tabs. */
export async function countTabs<T extends Tab>(
  reader: Reader,
  filter: ItemFilter,
  tabs: readonly T[],
): Promise<Record<T, ItemCount>> {
  const counts = filter.terms ? await countThoseThatSay(reader, filter, tabs) : countAtOnce(reader, filter, tabs);
  const told = tabs.map((tab): [T, ItemCount] => {
    const count = counts[tab] ?? 0;
    return [tab, { count: Math.min(count, COUNTED), exact: count <= COUNTED }];
  });
  return Object.fromEntries(told) as Record<T, ItemCount>;
}

type Counts = Partial<Record<Tab, number | null>>;

/** Counts all tabs in one statement, so that the numbers agree; each count stops at the limit. */
function countAtOnce(reader: Reader, filter: ItemFilter, tabs: readonly Tab[]): Counts {
  const counts = tabs.map((tab) => {
    const some = q
      .selectFrom("items")
      .select("id")
      .where(e.and([...inTab(tab), ...fitting(filter)]));
    const counted = q.selectFrom(some.limit(COUNTED + 1).as("some"));
    return counted.select(({ fn }) => fn.countAll<number>().as("n")).as(tab);
  });
  return reader.get(q.selectNoFrom(counts)) ?? {};
}

async function countThoseThatSay(reader: Reader, filter: ItemFilter, tabs: readonly Tab[]): Promise<Counts> {
  const inAny = e.or(tabs.map((tab) => e.and(inTab(tab))));
  const ids = reader.all(
    q
      .selectFrom("items")
      .select("id")
      .where(e.and([inAny, ...fitting(filter)])),
  );
  const counts = tabs.map((tab) =>
    e.fn
      .countAll<number>()
      .filterWhere(e.and(inTab(tab)))
      .as(tab),
  );
  const all: Counts = {};
  for await (const piece of pieces(ids.map(({ id }) => id))) {
    const some = q
      .selectFrom("items")
      .select(counts)
      .where(isOneOf(piece))
      .where(says(filter.terms ?? []));
    const row: Counts = reader.get(some) ?? {};
    for (const tab of tabs) all[tab] = (all[tab] ?? 0) + (row[tab] ?? 0);
  }
  return all;
}
