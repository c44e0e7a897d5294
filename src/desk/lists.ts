/** The lists of items that a person looks through, and how long they are. */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Person } from "../domain/access.ts";
import { terms } from "../domain/wording/russian.ts";
import type { Sort, Tab } from "../domain/tab.ts";
import type { Reader } from "../store/db.ts";
import { countTabs, itemsPage, listIds, type ItemCount, type Position } from "../store/views/item-list.ts";
import { aroundPosition, placeOf, type Around, type ItemPlace } from "../store/views/item-place.ts";
import { search, type Hits } from "../store/views/search.ts";
import { countSent, sentIds } from "../store/views/sent.ts";
import { documentsOf, type ItemDocument } from "./documents.ts";
import { filterOf, type Brands, type ItemQuery } from "./item-query.ts";
import { sentFilterOf, sentList, todayOf, type SentList, type SentQuery } from "./sent.ts";
import { createTurns } from "./turns.ts";

/** The person who asks. */
export interface Asking {
  /** Their name in the audit log: `token:anna`. */
  actor: string;
  brands: Brands;
  /** When a person asks: who that is, and what they may. */
  person?: Pick<Person, "login" | "name" | "role">;
}

export interface ListQuery extends ItemQuery {
  tab: Tab;
  sort: Sort;
  /** The `next` value of the previous page. */
  after?: Position | undefined;
  limit: number;
  /** The item whose place in the list is asked for. */
  place?: number | undefined;
  /** The position, of an item of another cell too, around which the list is asked for. */
  around?: Position | undefined;
}

export interface ItemList {
  items: ItemDocument[];
  /** The position of the next page; null when this is the last one. */
  next: Position | null;
  /** The number of items in the list; counted for the first page only. */
  total?: ItemCount;
}

/** A page of a list, and how long the lists of some tabs are. */
export interface CountedList<T extends Tab> extends Omit<ItemList, "total"> {
  counts: Record<T, ItemCount>;
  /** Where the item that was asked about stands; undefined when none was, or there is none. */
  place: ItemPlace | undefined;
  /** What stands around the position that was asked about. */
  around?: Around | undefined;
  /** The names of cells that did not answer, whose items are neither listed nor counted. */
  away?: readonly string[];
  /** The names of cells of another version, which cannot list by such a filter. */
  lacking?: readonly string[];
  /** How many answers were sent today, from the same places and brands and with the same words. */
  sentToday: ItemCount;
}

/** What went out, and how long the lists of some tabs are. */
export interface CountedSent<T extends Tab> extends SentList {
  counts: Record<T, ItemCount>;
  sentToday: ItemCount;
  /** As in `CountedList`. */
  away?: readonly string[];
  lacking?: readonly string[];
}

/** The lists of items and their lengths. */
export interface Lists {
  /**
   * Searches take turns.
   * @throws StateError `search.busy` when too many of this person's are waiting
   */
  list(query: ListQuery, who: Asking): Promise<ItemList>;
  /**
   * As `list`, with the lengths of these tabs under the same filters; words are searched for once.
   * @throws StateError `search.busy`
   */
  listWithCounts<T extends Tab>(query: ListQuery, tabs: readonly T[], who: Asking): Promise<CountedList<T>>;
  /**
   * The length of each of these tabs' lists under the same filters.
   * @throws StateError `search.busy`
   */
  counts<T extends Tab>(query: ItemQuery, tabs: readonly T[], who: Asking): Promise<Record<T, ItemCount>>;
  /**
   * The answers that were sent, the newest first, with what there is of them in all.
   * @throws StateError `search.busy`
   */
  sent<T extends Tab>(query: SentQuery, tabs: readonly T[], who: Asking): Promise<CountedSent<T>>;
  /**
   * The ids of the whole list as it stands now, in its order.
   * @throws StateError `search.busy`
   */
  ids(query: WholeList, who: Asking): Promise<number[]>;
  /**
   * As `ids`, of the items whose answers were sent.
   * @throws StateError `search.busy`
   */
  sentIds(query: WholeSent, who: Asking): Promise<number[]>;
}

export type WholeList = ItemQuery & Pick<ListQuery, "tab" | "sort">;
export type WholeSent = Omit<SentQuery, "after" | "limit">;

export function createLists(around: { db: Reader; clock: Clock; config: Config }): Lists {
  const { db, clock, config } = around;
  const inTurn = createTurns();
  const now = () => ({ timezone: config.timezone, goals: config.goals, now: clock.now() });

  async function searched<T>(
    { q }: { q?: string | undefined },
    who: Asking,
    read: (hits: Hits | undefined) => Promise<T>,
  ): Promise<T> {
    return q === undefined ? read(undefined) : inTurn(who.actor, async () => read(await search(db, terms(q))));
  }

  const sentToday = (query: ItemQuery, who: Asking, hits: Hits | undefined): ItemCount =>
    countSent(db, { ...sentFilterOf(todayOf(query, now()), who.brands, now()), hits });

  async function listed<T extends Tab>(
    { tab, sort, after, limit, ...query }: ListQuery,
    tabs: readonly T[],
    who: Asking,
    hits: Hits | undefined,
  ) {
    const filter = { ...filterOf(query, who.brands, now()), hits };
    const { items, next } = itemsPage(db, filter, { tab, sort, after, limit });
    // Page and counts of a search may each take long enough for one turn of the event loop.
    if (hits) await setImmediate();
    return { items: documentsOf(db, items), next, counts: countTabs(db, filter, tabs) };
  }

  return {
    async list(query, who) {
      const { tab, after } = query;
      const { counts, ...list } = await searched(query, who, (hits) => listed(query, after ? [] : [tab], who, hits));
      return after ? list : { ...list, total: counts[tab] };
    },
    listWithCounts: ({ place: item, around: at, ...query }, tabs, who) =>
      searched(query, who, async (hits) => {
        const list = await listed(query, tabs, who, hits);
        const filter = { ...filterOf(query, who.brands, now()), hits };
        const place = item === undefined ? undefined : placeOf(db, filter, query, item);
        const beside = at && { around: aroundPosition(db, filter, query, at) };
        return { ...list, place, ...beside, sentToday: sentToday(query, who, hits) };
      }),
    counts: (query, tabs, who) =>
      searched(query, who, async (hits) => countTabs(db, { ...filterOf(query, who.brands, now()), hits }, tabs)),
    sent: (query, tabs, who) =>
      searched(query, who, async (hits) => {
        const sent = sentList(around, { ...sentFilterOf(query, who.brands, now()), hits }, query);
        if (hits) await setImmediate();
        const { platform, brand } = query;
        const filter = { ...filterOf({ platform, brand }, who.brands, now()), hits };
        return { ...sent, counts: countTabs(db, filter, tabs), sentToday: sentToday(query, who, hits) };
      }),
    ids: (query, who) =>
      searched(query, who, async (hits) => listIds(db, { ...filterOf(query, who.brands, now()), hits }, query)),
    sentIds: (query, who) =>
      searched(query, who, async (hits) => sentIds(db, { ...sentFilterOf(query, who.brands, now()), hits })),
  };
}
