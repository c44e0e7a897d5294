/**
 * The items and the decisions on them, as an interface of plain data and promises, so that another desk can offer it
 * over a network.
 */
import { setImmediate } from "node:timers/promises";
import { StateError } from "../base/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Decisions } from "../decisions/index.ts";
import type { HandOn } from "../decisions/escalate.ts";
import type { Decided as Done, Words } from "../decisions/parts.ts";
import { addDays, dayOf, startOfDay, iso } from "../domain/calendar.ts";
import type { ItemStatus } from "../domain/item.ts";
import type { Platform } from "../domain/platform.ts";
import { terms } from "../domain/wording/russian.ts";
import type { Sort, Tab } from "../domain/tab.ts";
import type { Reader } from "../store/db.ts";
import { auditOf } from "../store/tables/audit.ts";
import { itemById, type Item } from "../store/tables/items.ts";
import { notesOf } from "../store/tables/notes.ts";
import { responsesOf, type StoredProblem } from "../store/tables/responses.ts";
import { listAnalytics, type DayFigures } from "../store/views/analytics.ts";
import type { ItemFilter } from "../store/views/item-filter.ts";
import { countTabs, itemsPage, type ItemCount, type Position } from "../store/views/item-list.ts";
import { search } from "../store/views/search.ts";
import { statsSince, type ItemStats } from "../store/views/item-stats.ts";
import { itemDocument, noteDocument, responseDocument, type NoteDocument } from "./documents.ts";
import { filterOf, type Brands, type ItemQuery } from "./item-query.ts";
import { refusalOf, unknownItem, type Refused } from "./refusal.ts";
import { createTurns } from "./turns.ts";

/** A person's decision on one item. `version` is that of the answer they read; another one is left unchanged. */
export type Decision =
  | { action: "approve"; version?: number | undefined }
  | { action: "edit"; text: string; version?: number | undefined }
  | ({ action: "skip" } & Words)
  | ({ action: "escalate" } & HandOn)
  | { action: "undo" | "retry" }
  | { action: "regenerate"; instructions: string }
  | { action: "note"; text: string };

export interface Decided {
  id: number;
  status: ItemStatus;
  /** False when nothing had to be changed. */
  changed: boolean;
  /** When the answer will be sent, ISO-8601; until then it can be undone. */
  send_at?: string | null | undefined;
  /** The version of the answer after an edit, and what the checks found in it. */
  version?: number | undefined;
  problems?: StoredProblem[] | undefined;
}

/** The person who asks. */
export interface Asking {
  /** Their name in the audit log: `token:anna`. */
  actor: string;
  brands: Brands;
}

export interface ListQuery extends ItemQuery {
  tab: Tab;
  sort: Sort;
  /** The `next` value of the previous page. */
  after?: Position | undefined;
  limit: number;
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
}

/** An item with its answer; null when it has none yet. */
export type ItemDocument = ReturnType<typeof itemDocument> & { answer: ReturnType<typeof responseDocument> };

export type Period = "today" | "7d" | "30d";

/** Statistics since `from`, which is ISO-8601. */
export interface Stats extends ItemStats {
  period: Period;
  from: string;
}

/** A range of days (`2026-11-24`), both included. */
export interface AnalyticsQuery {
  from: string;
  to: string;
  platform?: Platform | "all" | undefined;
  brand?: string | undefined;
}

/** A row of the daily figures; `calculated_at` is ISO-8601. */
export type AnalyticsDocument = Omit<DayFigures, "calculated_at"> & { calculated_at: string | null };

/** The items API. `brands` limits what can be seen and changed; an item of another brand is reported as unknown. */
export interface ItemsApi {
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
  /** One item with its history. */
  get(id: number, brands: Brands): Promise<ItemDocument | Refused>;
  /**
   * The notes for colleagues on one item, oldest first. They are apart from the item, so that whoever is given the item, a
   * program too, is not given them.
   */
  notes(id: number, brands: Brands): Promise<NoteDocument[]>;
  decide(id: number, decision: Decision, who: Asking): Promise<Decided | Refused>;
  stats(period: Period, brands: Brands): Promise<Stats>;
  analytics(query: AnalyticsQuery, brands: Brands): Promise<AnalyticsDocument[]>;
}

export interface ItemsParts {
  db: Reader;
  clock: Clock;
  config: Config;
  decisions: Decisions;
}

export function itemsApi(parts: ItemsParts): ItemsApi {
  const { db, clock, config, decisions } = parts;
  const { timezone, locale } = config;
  return {
    ...listsOf(parts),
    async get(id, brands) {
      const item = itemById(db, id);
      if (!item || !isSeen(item, brands)) return { refused: refusalOf(unknownItem(id), locale) };
      const history = auditOf(db, id).map(({ at, ...entry }) => ({ at: iso(at), ...entry }));
      const [document] = documentsOf(db, [item]);
      return { ...document!, history };
    },
    async notes(id, brands) {
      const item = itemById(db, id);
      return item && isSeen(item, brands) ? notesOf(db, id).map(noteDocument) : [];
    },
    async decide(id, decision, { actor, brands }) {
      try {
        const item = itemById(db, id);
        if (!item || !isSeen(item, brands)) throw unknownItem(id);
        return decided(await carryOut(decisions, decision, id, actor));
      } catch (error) {
        if (error instanceof StateError) return { refused: refusalOf(error, locale) };
        throw error;
      }
    },
    async stats(period, brands) {
      const from = startOfDay(addDays(dayOf(clock.now(), timezone), 1 - DAYS[period]), timezone);
      return { period, from: new Date(from).toISOString(), ...statsSince(db, from, brands) };
    },
    async analytics({ from, to, platform, brand }, brands) {
      // Sums over all brands are shown only to callers who may see all of them.
      return listAnalytics(db, from, to)
        .filter((row) => platform === undefined || row.platform === platform)
        .filter((row) => brand === undefined || row.brand_id === brand)
        .filter((row) => brands === null || brands.includes(row.brand_id))
        .map(({ calculated_at, ...row }) => ({ ...row, calculated_at: iso(calculated_at) }));
    },
  };
}

/** The lists of items and their lengths. */
function listsOf({ db, clock, config }: ItemsParts): Pick<ItemsApi, "list" | "listWithCounts" | "counts"> {
  const inTurn = createTurns();

  async function filtered<T>(query: ItemQuery, who: Asking, read: (filter: ItemFilter) => Promise<T>): Promise<T> {
    const filter = filterOf(query, who.brands, { timezone: config.timezone, now: clock.now() });
    const { q } = query;
    if (q === undefined) return read(filter);
    return inTurn(who.actor, async () => read({ ...filter, hits: await search(db, terms(q)) }));
  }

  function listWithCounts<T extends Tab>(
    { tab, sort, after, limit, ...query }: ListQuery,
    tabs: readonly T[],
    who: Asking,
  ): Promise<CountedList<T>> {
    return filtered(query, who, async (filter) => {
      const { items, next } = itemsPage(db, filter, { tab, sort, after, limit });
      // Page and counts of a search may each take long enough for one turn of the event loop.
      if (filter.hits) await setImmediate();
      return { items: documentsOf(db, items), next, counts: countTabs(db, filter, tabs) };
    });
  }

  return {
    async list(query, who) {
      const { tab, after } = query;
      const { counts, ...list } = await listWithCounts(query, after ? [] : [tab], who);
      return after ? list : { ...list, total: counts[tab] };
    },
    listWithCounts,
    counts: (query, tabs, who) => filtered(query, who, async (filter) => countTabs(db, filter, tabs)),
  };
}

const DAYS: Record<Period, number> = { today: 1, "7d": 7, "30d": 30 };

function documentsOf(db: Reader, items: readonly Item[]): ItemDocument[] {
  const answers = responsesOf(
    db,
    items.map(({ id }) => id),
  );
  return items.map((item) => ({ ...itemDocument(item), answer: responseDocument(answers.get(item.id)) }));
}

function isSeen({ brand_id }: Item, brands: Brands): boolean {
  return brands === null || brands.includes(brand_id);
}

type Outcome = Done & { sendAt?: number | null; version?: number; problems?: StoredProblem[] };

function carryOut(decisions: Decisions, decision: Decision, id: number, actor: string): Promise<Outcome> {
  switch (decision.action) {
    case "approve":
      return decisions.approve(id, actor, decision.version);
    case "edit":
      return decisions.edit(id, decision.text, actor, decision.version);
    case "skip":
      return decisions.skip(id, actor, decision);
    case "escalate":
      return decisions.escalate(id, actor, decision);
    case "regenerate":
      return decisions.regenerate(id, decision.instructions, actor);
    case "note":
      return decisions.note(id, decision.text, actor);
    default:
      return decisions[decision.action](id, actor);
  }
}

function decided({ id, status, changed, sendAt, version, problems }: Outcome): Decided {
  const sending = sendAt !== undefined && { send_at: iso(sendAt) };
  return { id, status, changed, ...sending, ...(version !== undefined && { version }), ...(problems && { problems }) };
}
