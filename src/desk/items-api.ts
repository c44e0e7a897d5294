/** The items API on the open program. */
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { addDays, dayOf, startOfDay, iso } from "../domain/calendar.ts";
import type { ItemStatus } from "../domain/item.ts";
import type { ItemType, Platform } from "../domain/platform.ts";
import type { Decisions } from "../decisions/index.ts";
import type { Decided as Done } from "../decisions/parts.ts";
import type { Reader } from "../store/db.ts";
import { listAnalytics, type DayFigures } from "../store/views/analytics.ts";
import { auditOf } from "../store/tables/audit.ts";
import { searchItems, statsSince, type ItemStats } from "../store/views/item-search.ts";
import { itemById, type Item } from "../store/tables/items.ts";
import { responseOf } from "../store/tables/responses.ts";
import { itemDocument, responseDocument } from "./documents.ts";

/** A decision on one item, as a person takes it. */
export type Decision =
  | { action: "approve"; text?: string | undefined }
  | { action: "skip" }
  | { action: "escalate" }
  | { action: "edit"; text: string }
  | { action: "regenerate"; instructions: string };

export interface Decided {
  id: number;
  status: ItemStatus;
  /** False: it was so already. */
  changed: boolean;
  /** When the answer goes out, ISO-8601; until then it can be undone. */
  send_at?: string | null | undefined;
}

/** Null: all brands. */
export type Brands = readonly string[] | null;

/** What of the items is asked for; what is undefined is not asked. */
export interface ItemQuery {
  status?: ItemStatus | undefined;
  item_type?: ItemType | undefined;
  platform?: Platform | undefined;
  brand?: string | undefined;
  rating_min?: number | undefined;
  rating_max?: number | undefined;
  /** Words that all occur in what the item says. */
  q?: string | undefined;
  offset: number;
  limit: number;
}

export type Period = "today" | "7d" | "30d";

/** `from` is ISO-8601. */
export interface Stats extends ItemStats {
  period: Period;
  from: string;
}

/** Days `2026-11-24`, both included. */
export interface AnalyticsQuery {
  from: string;
  to: string;
  platform?: Platform | "all" | undefined;
  brand?: string | undefined;
}

/** An item with its answer; null when it has none yet. */
export type ItemDocument = ReturnType<typeof itemDocument> & { answer: ReturnType<typeof responseDocument> };

/** A row of the daily figures; `calculated_at` is ISO-8601. */
export type AnalyticsDocument = Omit<DayFigures, "calculated_at"> & { calculated_at: string | null };

/** What the HTTP API is handed: promises, so that a desk behind a network can stand here. `brands` limits what is seen. */
export interface ItemsApi {
  list(query: ItemQuery, brands: Brands): Promise<{ items: ItemDocument[]; total: number }>;
  /** Undefined: there is none, or it is another brand's. */
  get(id: number, brands: Brands): Promise<ItemDocument | undefined>;
  brandOf(id: number): Promise<string | undefined>;
  /** @throws StateError when the item's state does not allow it; nothing is changed then */
  decide(id: number, decision: Decision, actor: string): Promise<Decided>;
  stats(period: Period, brands: Brands): Promise<Stats>;
  analytics(query: AnalyticsQuery, brands: Brands): Promise<AnalyticsDocument[]>;
}

export interface ItemsParts {
  db: Reader;
  clock: Clock;
  config: Config;
  decisions: Decisions;
}

export function itemsApi({ db, clock, config, decisions }: ItemsParts): ItemsApi {
  const document = (item: Item): ItemDocument => {
    return { ...itemDocument(item), answer: responseDocument(responseOf(db, item.id)) };
  };
  const today = (): string => dayOf(clock.now(), config.timezone);

  return {
    async list(query, brands) {
      const { items, total } = searchItems(db, searchOf(query, brands));
      return { items: items.map(document), total };
    },
    async get(id, brands) {
      const item = itemById(db, id);
      if (!item || !isSeen(item, brands)) return undefined;
      const history = auditOf(db, id).map(({ at, ...entry }) => ({ at: iso(at), ...entry }));
      return { ...document(item), history };
    },
    brandOf: async (id) => itemById(db, id)?.brand_id,
    decide: async (id, decision, actor) => decided(await decide(decision, id, actor)),
    async stats(period, brands) {
      const from = startOfDay(addDays(today(), 1 - DAYS[period]), config.timezone);
      return { period, from: new Date(from).toISOString(), ...statsSince(db, from, brands) };
    },
    analytics: async (query, brands) => analytics(query, brands),
  };

  function decide(decision: Decision, id: number, actor: string): Promise<Done & { sendAt?: number | null }> {
    switch (decision.action) {
      case "approve":
        return decisions.approve(id, actor, decision.text);
      case "skip":
        return decisions.skip(id, actor);
      case "escalate":
        return decisions.escalate(id, actor);
      case "edit":
        return decisions.edit(id, decision.text, actor);
      case "regenerate":
        return decisions.regenerate(id, decision.instructions, actor);
    }
  }

  /** The sums over all brands are for those who may see all of them. */
  function analytics({ from, to, platform, brand }: AnalyticsQuery, brands: Brands): AnalyticsDocument[] {
    return listAnalytics(db, from, to)
      .filter((row) => platform === undefined || row.platform === platform)
      .filter((row) => brand === undefined || row.brand_id === brand)
      .filter((row) => brands === null || brands.includes(row.brand_id))
      .map(({ calculated_at, ...row }) => ({ ...row, calculated_at: iso(calculated_at) }));
  }
}

const DAYS: Record<Period, number> = { today: 1, "7d": 7, "30d": 30 };

function searchOf(query: ItemQuery, brands: Brands): Parameters<typeof searchItems>[1] {
  const { status, item_type: itemType, platform, brand, rating_min, rating_max, q: words, offset, limit } = query;
  const asked = brand === undefined ? undefined : [brand];
  const seen = brands === null ? asked : (asked ?? brands).filter((id) => brands.includes(id));
  return {
    status,
    itemType,
    platform,
    brands: seen,
    ratingMin: rating_min,
    ratingMax: rating_max,
    words,
    offset,
    limit,
  };
}

function isSeen({ brand_id }: Item, brands: Brands): boolean {
  return brands === null || brands.includes(brand_id);
}

function decided({ id, status, changed, sendAt }: Done & { sendAt?: number | null }): Decided {
  return { id, status, changed, ...(sendAt !== undefined && { send_at: iso(sendAt) }) };
}
