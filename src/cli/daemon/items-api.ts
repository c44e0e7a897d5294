/** The items API on the open program. */
import type { App } from "../../app.ts";
import { addDays, dayOf, startOfDay } from "../../domain/calendar.ts";
import type { Brands, Decided, Decision, ItemsApi } from "../../http/api/operations.ts";
import type { AnalyticsQuery, ItemQuery, Period, Stats } from "../../http/api/forms.ts";
import type { Decided as Done } from "../../decisions/index.ts";
import { listAnalytics } from "../../store/views/analytics.ts";
import { auditOf } from "../../store/tables/audit.ts";
import { searchItems, statsSince } from "../../store/views/item-search.ts";
import { itemById, type Item } from "../../store/tables/items.ts";
import { responseOf } from "../../store/tables/responses.ts";
import { itemDocument, responseDocument } from "../item-document.ts";
import { iso } from "../terminal/times.ts";

export function itemsApi({ db, clock, config, decisions }: App): ItemsApi {
  const document = (item: Item): Record<string, unknown> => {
    return { ...itemDocument(item), answer: responseDocument(responseOf(db, item.id)) };
  };
  const today = (): string => dayOf(clock.now(), config.timezone);

  return {
    list(query, brands) {
      const { items, total } = searchItems(db, searchOf(query, brands));
      return { items: items.map(document), total };
    },
    get(id, brands) {
      const item = itemById(db, id);
      if (!item || !isSeen(item, brands)) return undefined;
      const history = auditOf(db, id).map(({ at, ...entry }) => ({ at: iso(at), ...entry }));
      return { ...document(item), history };
    },
    brandOf: (id) => itemById(db, id)?.brand_id,
    decide: async (id, decision, actor) => decided(await decide(decision, id, actor)),
    stats(period, brands): Stats {
      const from = startOfDay(addDays(today(), 1 - DAYS[period]), config.timezone);
      return { period, from: new Date(from).toISOString(), ...statsSince(db, from, brands) };
    },
    analytics: (query, brands) => analytics(query, brands),
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
  function analytics({ from, to, platform, brand }: AnalyticsQuery, brands: Brands): unknown[] {
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
