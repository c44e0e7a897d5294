import type { WorldItem } from "./item.ts";

/** Which part of a shelf is wanted, and in which order. */
export interface ShelfQuery {
  /** Most items of the page. */
  limit: number;
  newestFirst: boolean;
  /** Earliest creation time, inclusive, Unix ms. */
  from?: number | undefined;
  /** Latest creation time, inclusive, Unix ms. */
  to?: number | undefined;
  /** Continue behind this item. */
  after?: WorldItem | undefined;
  /** How many matching items to step over first. */
  skip?: number | undefined;
  matches(item: WorldItem): boolean;
}

/** A part of a shelf. */
export interface ShelfPage {
  items: WorldItem[];
  /** Whether another matching item follows. */
  more: boolean;
}

/** The items of one kind at one marketplace, in order of creation. */
export interface Shelf {
  add(items: readonly WorldItem[]): void;
  /** By the marketplace's id; undefined when unknown or withdrawn. */
  get(externalId: string): WorldItem | undefined;
  /** By the marketplace's id, withdrawn ones too: a page token may point at one. */
  known(externalId: string): WorldItem | undefined;
  /** Reads no further than the page needs; withdrawn items are never part of it. */
  page(query: ShelfQuery): ShelfPage;
  count(matches: (item: WorldItem) => boolean): number;
}

function compare(a: WorldItem, b: WorldItem): number {
  return a.createdAt - b.createdAt || a.order - b.order;
}

/** An empty shelf. Finding an item or the start of a page never walks over all items. */
export function createShelf(): Shelf {
  const items: WorldItem[] = [];
  const byExternalId = new Map<string, WorldItem>();

  function visible(externalId: string): WorldItem | undefined {
    const item = byExternalId.get(externalId);
    return item?.withdrawn === false ? item : undefined;
  }

  return {
    add(added) {
      for (const item of added) {
        byExternalId.set(item.externalId, item);
        items.push(item);
      }
      items.sort(compare);
    },
    get: visible,
    known: (externalId) => byExternalId.get(externalId),
    page: (query) => readPage(items, query),
    count(matches) {
      let count = 0;
      for (const item of items) if (!item.withdrawn && matches(item)) count += 1;
      return count;
    },
  };
}

function readPage(items: readonly WorldItem[], query: ShelfQuery): ShelfPage {
  const step = query.newestFirst ? -1 : 1;
  const page: WorldItem[] = [];
  let skip = query.skip ?? 0;
  for (let i = firstIndex(items, query); i >= 0 && i < items.length; i += step) {
    const item = items[i];
    if (item === undefined || isPast(item, query)) break;
    if (item.withdrawn || !query.matches(item)) continue;
    if (skip > 0) skip -= 1;
    else if (page.length === query.limit) return { items: page, more: true };
    else page.push(item);
  }
  return { items: page, more: false };
}

/** Where the page starts, found by halving: behind `after`, but not outside the time asked for. */
function firstIndex(items: readonly WorldItem[], { after, from, to, newestFirst }: ShelfQuery): number {
  if (newestFirst) {
    const latest = to === undefined ? items.length - 1 : lowerBound(items, (item) => item.createdAt > to) - 1;
    return after === undefined ? latest : Math.min(latest, lowerBound(items, (item) => compare(item, after) >= 0) - 1);
  }
  const earliest = from === undefined ? 0 : lowerBound(items, (item) => item.createdAt >= from);
  return after === undefined
    ? earliest
    : Math.max(
        earliest,
        lowerBound(items, (item) => compare(item, after) > 0),
      );
}

function isPast(item: WorldItem, { from, to, newestFirst }: ShelfQuery): boolean {
  return newestFirst ? from !== undefined && item.createdAt < from : to !== undefined && item.createdAt > to;
}

/** The first index for which the test holds, given that it holds for all later ones. */
function lowerBound(items: readonly WorldItem[], test: (item: WorldItem) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && test(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
