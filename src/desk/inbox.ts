/** The items that wait for a person, and the approved answers that are not published. */
import { WAITS_FOR_PERSON, type ItemStatus, type WaitingStatus } from "../domain/item.ts";
import { plain } from "../domain/wording/russian.ts";
import { byUrgency } from "../domain/urgency.ts";
import type { Db, Reader } from "../store/db.ts";
import type { Item, ItemOrigin } from "../store/tables/items.ts";
import { responseOf, type Response } from "../store/tables/responses.ts";
import { countUnsent, unsentItems } from "../store/views/unsent.ts";
import type { ItemFilter } from "../store/views/item-filter.ts";
import { countTabs, itemsPage, type ItemCount } from "../store/views/item-list.ts";
import { search } from "../store/views/search.ts";
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
}

/**
 * @param names what the states and topics are called, asked for when somebody searches
 * @returns a function that reads the inbox
 */
export function createInbox(db: Db, names: () => Texts["items"]): (query: InboxQuery) => Promise<Inbox> {
  return async (query) => {
    const withWords = "terms" in query && query.terms.length > 0 ? query : undefined;
    const origin: OfOrigin = "terms" in query ? {} : query;
    const found = withWords ? await saying(db, withWords, names()) : listed(db, origin, query.limit);
    return {
      entries: found.map((item) => entryOf(db, item)),
      waiting: countWaiting(db, filterOf(origin)),
      unsent: countUnsent(db),
    };
  };
}

/** Each of the words is in the item or is the name of its state. */
async function saying(
  db: Reader,
  { terms, inverse, limit }: WithWords & { limit: number },
  names: Texts["items"],
): Promise<Item[]> {
  const found: Item[] = [];
  for (const tab of WAITS_FOR_PERSON) {
    const filter = await filterBy(db, { terms: terms.filter((term) => term !== plain(names[tab])), inverse });
    if (filter) found.push(...itemsPage(db, filter, { tab, sort: "urgent", limit }).items);
  }
  return found.toSorted(byUrgency).slice(0, limit);
}

/** @returns undefined when nothing is wanted: what has none of no words */
async function filterBy(db: Reader, { terms, inverse }: WithWords): Promise<ItemFilter | undefined> {
  const hits = await search(db, terms);
  return hits || !inverse ? { hits, inverse } : undefined;
}

/** Reads one page per state, each in the order of the index, so that only these pages have to be sorted. */
function listed(db: Reader, origin: OfOrigin, limit: number): Item[] {
  const statuses = origin.statuses ?? WAITS_FOR_PERSON;
  const filter = filterOf(origin);
  const items = statuses.flatMap((tab) => itemsPage(db, filter, { tab, sort: "urgent", limit }).items);
  return items.toSorted(byUrgency).slice(0, limit);
}

export function countWaiting(db: Reader, filter: ItemFilter = {}): WaitingCounts {
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
export async function unsentEntries(db: Reader, query: UnsentQuery): Promise<InboxEntry[]> {
  const { terms = [], inverse = false, limit, ...origin } = query;
  const filter = await filterBy(db, { terms, inverse });
  const items = filter ? unsentItems(db, { ...origin, ...filter }, limit) : [];
  return items.map((item) => entryOf(db, item));
}

function entryOf(db: Reader, item: Item): InboxEntry {
  return { item, response: responseOf(db, item.id) };
}
