/** Translates a person's query for items into the store's filter. */
import { DAY_MS } from "../base/clock.ts";
import type { Category } from "../domain/analysis.ts";
import { dayRange } from "../domain/calendar.ts";
import { overdueMoments, type GoalClass, type Goals } from "../domain/goal.ts";
import type { ItemStatus } from "../domain/item.ts";
import type { ItemType, Platform } from "../domain/platform.ts";
import type { ItemFilter } from "../store/views/item-filter.ts";

/** The brands a caller may see; null means all. */
export type Brands = readonly string[] | null;

/**
 * All given fields must match; a list matches when one of its values does. Days are in the business time zone:
 * `2026-11-24`.
 */
export interface ItemQuery {
  status?: readonly ItemStatus[] | undefined;
  item_type?: readonly ItemType[] | undefined;
  platform?: readonly Platform[] | undefined;
  brand?: readonly string[] | undefined;
  rating?: readonly number[] | undefined;
  rating_min?: number | undefined;
  rating_max?: number | undefined;
  sku?: readonly string[] | undefined;
  category?: readonly Category[] | undefined;
  has_photo?: boolean | undefined;
  has_text?: boolean | undefined;
  /** The first and the last day on which the buyer may have written. */
  from?: string | undefined;
  to?: string | undefined;
  /** Only what waits for a person longer than its goal of answer time, of one class of goals or of all. */
  overdue?: GoalClass | "all" | undefined;
  /** The name of the approval rule that has decided on it within the last week. */
  rule?: string | undefined;
  /** Words that the item must contain, each in any form or by its beginning. */
  q?: string | undefined;
}

const RATINGS = [1, 2, 3, 4, 5];

/**
 * All of a query but its words.
 * @param brands the brands the caller may see, whatever the query asks for
 */
export function filterOf(
  query: ItemQuery,
  brands: Brands,
  { timezone, now, goals }: { timezone: string; now: number; goals: Goals },
): ItemFilter {
  const { from, to, overdue, rule } = query;
  return {
    statuses: query.status,
    itemTypes: query.item_type,
    platforms: query.platform,
    brands: brands === null ? query.brand : (query.brand ?? brands).filter((id) => brands.includes(id)),
    ratings: ratingsOf(query),
    skus: query.sku,
    categories: query.category,
    hasPhoto: query.has_photo,
    hasText: query.has_text,
    overdue: overdue && { of: overdue, before: overdueMoments(now, goals, timezone) },
    ruled: rule === undefined ? undefined : { rule, since: now - 7 * DAY_MS },
    from: from === undefined ? undefined : dayRange(from, timezone).from,
    before: to === undefined ? undefined : dayRange(to, timezone).to,
  };
}

function ratingsOf({ rating, rating_min: min, rating_max: max }: ItemQuery): readonly number[] | undefined {
  if (min === undefined && max === undefined) return rating;
  return (rating ?? RATINGS).filter((stars) => stars >= (min ?? 1) && stars <= (max ?? 5));
}
