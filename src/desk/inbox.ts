/** What waits for a person, and the approved answers that do not get out. */
import type { Clock } from "../base/clock.ts";
import { WAITS_FOR_PERSON, type ItemStatus, type WaitingStatus } from "../domain/item.ts";
import { plain } from "../domain/wording/russian.ts";
import type { Db, Reader } from "../store/db.ts";
import type { Item, ItemOrigin } from "../store/tables/items.ts";
import { responseOf, type Response } from "../store/tables/responses.ts";
import { createInboxSearch, type Found } from "../store/views/inbox-search.ts";
import { countUnsent, unsentItems } from "../store/views/unsent.ts";
import { countWaiting, listWaiting } from "../store/views/waiting.ts";
import type { Texts } from "../texts/ru/index.ts";

/** What is left out is not asked for. */
export interface InboxQuery extends ItemOrigin {
  /** Other states than those that wait for a person. Cannot be searched for words. */
  statuses?: readonly ItemStatus[] | undefined;
  /** Words as `terms` of domain/wording gives them: the item says each of them, or is in the state of that name. */
  terms?: readonly string[] | undefined;
  /** What does not say them is wanted. */
  inverse?: boolean | undefined;
  limit: number;
}

export interface InboxEntry {
  item: Item;
  response: Response | undefined;
}

export interface Inbox {
  /** Most urgent first, then oldest first. */
  entries: InboxEntry[];
  /** How many wait, whatever words are asked for; `COUNTED` of a state stands for that many or more. */
  waiting: Record<WaitingStatus, number>;
  /** How many approved answers do not get out: they do not wait, and stand beside. */
  unsent: number;
  /** How far a search for words has come. Ask again with the same query until it is complete. */
  search: Pick<Found, "looked" | "state">;
}

/** Searches under way at one time; a person has one. */
const SEARCHES = 16;

/** @returns reads the inbox; a search for words goes on with each call */
export function createInbox(db: Db, clock: Clock, { items }: Texts): (query: InboxQuery) => Inbox {
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

  function find({ statuses, terms = [], inverse = false, limit, ...origin }: InboxQuery): Found {
    if (terms.length === 0) return { items: listWaiting(db, origin, limit, statuses), looked: 0, state: "complete" };
    const query = { terms, inverse, names };
    return searchFor(JSON.stringify([terms, inverse, limit]))(query, db.version(), limit);
  }

  return (query) => {
    const { items: found, looked, state } = find(query);
    const { platform, itemType, account } = query;
    return {
      entries: found.map((item) => entryOf(db, item)),
      waiting: countWaiting(db, { platform, itemType, account }),
      unsent: countUnsent(db),
      search: { looked, state },
    };
  };
}

/** Approved answers that do not get out, most urgent first. */
export function unsentEntries(db: Reader, query: Omit<InboxQuery, "statuses">): InboxEntry[] {
  return unsentItems(db, query, query.limit).map((item) => entryOf(db, item));
}

function entryOf(db: Reader, item: Item): InboxEntry {
  return { item, response: responseOf(db, item.id) };
}
