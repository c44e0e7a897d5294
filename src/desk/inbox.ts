/** The items that wait for a person, and the approved answers that are not published. */
import type { Clock } from "../base/clock.ts";
import { WAITS_FOR_PERSON, type ItemStatus, type WaitingStatus } from "../domain/item.ts";
import { plain } from "../domain/wording/russian.ts";
import { byUrgency } from "../domain/urgency.ts";
import type { Db, Reader } from "../store/db.ts";
import type { Item, ItemOrigin } from "../store/tables/items.ts";
import { responseOf, type Response } from "../store/tables/responses.ts";
import { createInboxSearch, type Found } from "../store/views/inbox-search.ts";
import { countUnsent, unsentItems } from "../store/views/unsent.ts";
import type { ItemFilter } from "../store/views/item-filter.ts";
import { countTabs, itemsPage, type ItemCount } from "../store/views/item-list.ts";
import type { Texts } from "../texts/ru/index.ts";

/** Filters by origin; a field that is left out matches everything. */
interface OfOrigin extends ItemOrigin {
  /** The states to list instead of those that wait for a person. */
  statuses?: readonly ItemStatus[] | undefined;
}

/**
 * Search terms as `terms` of domain/wording returns them: the item contains each of them, or is in the state with that
 * name.
 */
interface WithWords {
  terms: readonly string[];
  /** Whether the items that do not match are wanted instead. */
  inverse: boolean;
}

export type InboxQuery = (OfOrigin | WithWords) & { limit: number };

export type UnsentQuery = ItemOrigin & Partial<WithWords> & { limit: number };

export interface InboxEntry {
  item: Item;
  response: Response | undefined;
}

/** How many items wait for a person, in total and by state. */
export type WaitingCounts = Record<"waiting" | WaitingStatus, ItemCount>;

export interface Inbox {
  /** Most urgent first, then oldest first. */
  entries: InboxEntry[];
  /** How many items wait, regardless of the search terms. */
  waiting: WaitingCounts;
  /** The number of approved answers that are not published; they are not counted as waiting. */
  unsent: number;
  /** How far a search has come. Ask again with the same query until it is complete. */
  search: Pick<Found, "looked" | "state">;
}

/** The most searches under way at one time; each person has one. */
const SEARCHES = 16;

/** @returns a function that reads the inbox; a search continues with each call */
export function createInbox(db: Db, clock: Clock, { items }: Texts): (query: InboxQuery) => Promise<Inbox> {
  const searches = new Map<string, ReturnType<typeof createInboxSearch>>();
  const names = Object.fromEntries(WAITS_FOR_PERSON.map((status) => [status, plain(items[status])])) as Record<
    WaitingStatus,
    string
  >;

  function searchFor(key: string): ReturnType<typeof createInboxSearch> {
    const search = searches.get(key) ?? createInboxSearch(db, clock);
    // The latest search goes to the end, so that the first one is the one forgotten.
    searches.delete(key);
    searches.set(key, search);
    if (searches.size > SEARCHES) searches.delete(searches.keys().next().value ?? "");
    return search;
  }

  function search({ terms, inverse, limit }: WithWords & { limit: number }): Found {
    return searchFor(JSON.stringify([terms, inverse, limit]))({ terms, inverse, names }, db.version(), limit);
  }

  return async (query) => {
    const withWords = "terms" in query && query.terms.length > 0 ? query : undefined;
    const origin: OfOrigin = "terms" in query ? {} : query;
    const { items: found, looked, state } = withWords ? search(withWords) : await listed(db, origin, query.limit);
    return {
      entries: found.map((item) => entryOf(db, item)),
      waiting: await countWaiting(db, filterOf(origin)),
      unsent: countUnsent(db),
      search: { looked, state },
    };
  };
}

/** Reads one page per state, each in the order of the index, so that only these pages have to be sorted. */
async function listed(db: Reader, origin: OfOrigin, limit: number): Promise<Found> {
  const statuses = origin.statuses ?? WAITS_FOR_PERSON;
  const pages = statuses.map((tab) => itemsPage(db, filterOf(origin), { tab, sort: "urgent", limit }));
  const items = (await Promise.all(pages)).flatMap((page) => page.items);
  return { items: items.toSorted(byUrgency).slice(0, limit), looked: 0, state: "complete" };
}

export function countWaiting(db: Reader, filter: ItemFilter = {}): Promise<WaitingCounts> {
  return countTabs(db, filter, ["waiting", ...WAITS_FOR_PERSON]);
}

function filterOf({ platform, itemType, account }: ItemOrigin): ItemFilter {
  return {
    platforms: platform && [platform],
    itemTypes: itemType && [itemType],
    accounts: account === undefined ? undefined : [account],
  };
}

/** A count in words: `12`, or `10000+` when counting stopped there. */
export function countInWords({ count, exact }: ItemCount): string {
  return `${count}${exact ? "" : "+"}`;
}

/** Approved answers that are not published, most urgent first. */
export function unsentEntries(db: Reader, query: UnsentQuery): InboxEntry[] {
  return unsentItems(db, query, query.limit).map((item) => entryOf(db, item));
}

function entryOf(db: Reader, item: Item): InboxEntry {
  return { item, response: responseOf(db, item.id) };
}
