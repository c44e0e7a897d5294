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

/** @returns undefined when there is no such item */
export function placeOf(
  reader: Reader,
  filter: ItemFilter,
  { tab, sort }: { tab: Tab; sort: Sort },
  id: number,
): ItemPlace | undefined {
  const at = reader.get(q.selectFrom("items").select(["priority", "created_at", "id"]).where("id", "=", id));
  if (!at) return undefined;
  // No index has all states together in the order of urgency.
  const tabs: readonly Tab[] = tab === "all" && sort === "urgent" ? ITEM_STATUSES : [tab];
  const lists = tabs.map((one) => ({ tab: one, sort, limit: 0 }));
  const positions = (page: { after?: Position; before?: Position }) =>
    lists.flatMap((one) => reader.all(listOf(filter, { ...one, ...page }).select(["priority", "created_at", "id"])));
  const n = lists.reduce(
    (sum, one) => sum + countBefore(reader, listOf(filter, { ...one, before: at, limit: COUNTED })),
    0,
  );
  const isIn = lists.some((one) => reader.get(listOf(filter, one).select("id").where("id", "=", id)) !== undefined);
  const order = orderOf(sort);
  return {
    before: { count: Math.min(n, COUNTED), exact: n <= COUNTED },
    isIn,
    previous: positions({ before: at }).toSorted(order).at(-1)?.id ?? null,
    next: positions({ after: at }).toSorted(order)[0]?.id ?? null,
  };
}

function countBefore(reader: Reader, list: ReturnType<typeof listOf>): number {
  const counted = q.selectFrom(list.select("id").as("some")).select(({ fn }) => fn.countAll<number>().as("n"));
  return reader.get(counted)?.n ?? 0;
}

function orderOf(sort: Sort): (a: Position, b: Position) => number {
  if (sort === "urgent") return byUrgency;
  const oldest = (a: Position, b: Position): number => a.created_at - b.created_at || a.id - b.id;
  return sort === "oldest" ? oldest : (a, b) => oldest(b, a);
}
