/** What waits for a person, and the approved answers that do not get out. */
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

/** Where the items come from; what is left out is not asked for. */
interface OfOrigin extends ItemOrigin {
  /** Other states than those that wait for a person. */
  statuses?: readonly ItemStatus[] | undefined;
}

/** Words, as `terms` of domain/wording gives them: the item says each of them, or is in the state of that name. */
interface WithWords {
  terms: readonly string[];
  /** What does not say them is wanted. */
  inverse: boolean;
}

export type InboxQuery = (OfOrigin | WithWords) & { limit: number };

export type UnsentQuery = ItemOrigin & Partial<WithWords> & { limit: number };

export interface InboxEntry {
  item: Item;
  response: Response | undefined;
}

/** How many items wait for a person, all in all and by state. */
export type WaitingCounts = Record<"waiting" | WaitingStatus, ItemCount>;

export interface Inbox {
  /** Most urgent first, then oldest first. */
  entries: InboxEntry[];
  /** How many wait, whatever words are asked for. */
  waiting: WaitingCounts;
  /** How many approved answers do not get out: they do not wait, and stand beside. */
  unsent: number;
  /** How far a search for words has come. Ask again with the same query until it is complete. */
  search: Pick<Found, "looked" | "state">;
}

/** Searches under way at one time; a person has one. */
const SEARCHES = 16;

/** @returns reads the inbox; a search for words goes on with each call */
export function createInbox(db: Db, clock: Clock, { items }: Texts): (query: InboxQuery) => Promise<Inbox> {
  const searches = new Map<string, ReturnType<typeof createInboxSearch>>();
  const names = Object.fromEntries(WAITS_FOR_PERSON.map((status) => [status, plain(items[status])])) as Record<
    WaitingStatus,
    string
  >;

  function searchFor(key: string): ReturnType<typeof createInboxSearch> {
    const search = searches.get(key) ?? createInboxSearch(db, clock);
    // The one asked for last goes to the end: the first is the one forgotten.
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

/** Of each state a page of its own: so each is read in the order of the index, and nothing is sorted but the pages. */
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

/** As a count is said: `12`, or `10000+` where no more were counted. */
export function countInWords({ count, exact }: ItemCount): string {
  return `${count}${exact ? "" : "+"}`;
}

/** Approved answers that do not get out, most urgent first. */
export function unsentEntries(db: Reader, query: UnsentQuery): InboxEntry[] {
  return unsentItems(db, query, query.limit).map((item) => entryOf(db, item));
}

function entryOf(db: Reader, item: Item): InboxEntry {
  return { item, response: responseOf(db, item.id) };
}
