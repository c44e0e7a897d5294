/** Where an item stands in a list, and what stands before and after it. */
import { ITEM_STATUSES } from "../../domain/item.ts";
import type { Sort, Tab } from "../../domain/tab.ts";
import { byUrgency } from "../../domain/urgency.ts";
import { q, type Reader } from "../db.ts";
import type { ItemFilter } from "./item-filter.ts";
import { COUNTED, listOf, type ItemCount, type Position } from "./item-list.ts";

/** The place of an item, which may have left the list by now. */
export interface ItemPlace {
  /** How many stand before it. */
  before: ItemCount;
  isIn: boolean;
  previous: number | null;
  next: number | null;
}

/** What stands around a position, of whatever item: also of one in another database. */
export interface Around {
  before: ItemCount;
  previous: Position | null;
  next: Position | null;
}

/** @returns undefined when there is no such item */
export function placeOf(
  reader: Reader,
  filter: ItemFilter,
  list: { tab: Tab; sort: Sort },
  id: number,
): ItemPlace | undefined {
  const at = reader.get(q.selectFrom("items").select(["priority", "created_at", "id"]).where("id", "=", id));
  if (!at) return undefined;
  const { before, previous, next } = aroundPosition(reader, filter, list, at);
  const itself = listOf(filter, { ...list, limit: 0 })
    .select("id")
    .where("id", "=", id);
  return { before, isIn: reader.get(itself) !== undefined, previous: previous?.id ?? null, next: next?.id ?? null };
}

/** How many stand before a position in a list, and which items stand next to it. */
export function aroundPosition(
  reader: Reader,
  filter: ItemFilter,
  { tab, sort }: { tab: Tab; sort: Sort },
  at: Position,
): Around {
  // No index has all states together in the order of urgency.
  const tabs: readonly Tab[] = tab === "all" && sort === "urgent" ? ITEM_STATUSES : [tab];
  const lists = tabs.map((one) => ({ tab: one, sort, limit: 0 }));
  const positions = (page: { after?: Position; before?: Position }) =>
    lists.flatMap((one) => reader.all(listOf(filter, { ...one, ...page }).select(["priority", "created_at", "id"])));
  const n = lists.reduce(
    (sum, one) => sum + countBefore(reader, listOf(filter, { ...one, before: at, limit: COUNTED })),
    0,
  );
  const order = byOrder(sort);
  return {
    before: { count: Math.min(n, COUNTED), exact: n <= COUNTED },
    previous: positions({ before: at }).toSorted(order).at(-1) ?? null,
    next: positions({ after: at }).toSorted(order)[0] ?? null,
  };
}

function countBefore(reader: Reader, list: ReturnType<typeof listOf>): number {
  const counted = q.selectFrom(list.select("id").as("some")).select(({ fn }) => fn.countAll<number>().as("n"));
  return reader.get(counted)?.n ?? 0;
}

/** The order of a list. */
export function byOrder(sort: Sort): (a: Position, b: Position) => number {
  if (sort === "urgent") return byUrgency;
  const oldest = (a: Position, b: Position): number => a.created_at - b.created_at || a.id - b.id;
  return sort === "oldest" ? oldest : (a, b) => oldest(b, a);
}
