/** The address of a list: its folder, filter and order stand in it, so that a bookmark is a view. */
import { z } from "zod";
import { CATEGORIES } from "../domain/analysis.ts";
import { GOAL_CLASSES } from "../domain/goal.ts";
import { ITEM_TYPES, PLATFORMS } from "../domain/platform.ts";
import { SORTS } from "../domain/tab.ts";
import type { ItemQuery } from "../desk/item-query.ts";
import { day, daysOf, ownDays, PERIODS } from "./period.ts";

/** The folders of the inbox, as tabs of the desk. */
export const FOLDERS = ["waiting", "urgent", "questions", "escalated", "unsent", "all"] as const;
export type Folder = (typeof FOLDERS)[number];

/** A field that may come several times; values it cannot have count as not said. */
export const many = <T extends z.ZodType>(one: T) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(one)).catch([]);
/** A field that may be left out. */
export const optional = <T extends z.ZodType>(one: T) => one.optional().catch(undefined);

const form = z.object({
  tab: z.enum(FOLDERS).catch("waiting"),
  sort: z.enum(SORTS).catch("urgent"),
  mp: many(z.enum(PLATFORMS)),
  stars: many(z.coerce.number().int().min(1).max(5)),
  type: optional(z.enum(ITEM_TYPES)),
  has: optional(z.enum(["text", "bare", "photo"])),
  topic: optional(z.enum(CATEGORIES)),
  period: optional(z.enum(PERIODS)),
  from: optional(day),
  to: optional(day),
  late: optional(z.enum(["all", ...GOAL_CLASSES])),
  brand: optional(z.string().min(1).max(100)),
  rule: optional(z.string().min(1).max(200)),
  q: optional(z.string().trim().min(1).max(200)),
  after: optional(z.string().max(200)),
});

/** What a list's address says. Whatever it says wrong counts as not said. */
export type Address = z.infer<typeof form>;

/** @param query the parameters as they came, each with all its values */
export function readAddress(query: Record<string, string[]>): Address {
  const flat = Object.entries(query).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return form.parse(Object.fromEntries(flat));
}

/** The address with some of it changed; what has its usual value is left out. */
export function addressOf(address: Address, change: Partial<Address> = {}, path = "/inbox"): string {
  const { tab, sort, mp, stars, from, to, ...rest } = { ...address, ...change };
  const query = new URLSearchParams();
  if (tab !== "waiting") query.set("tab", tab);
  if (sort !== "urgent") query.set("sort", sort);
  for (const one of mp) query.append("mp", one);
  for (const one of stars) query.append("stars", String(one));
  const days = ownDays({ period: rest.period, from, to });
  for (const [name, value] of Object.entries({ ...rest, ...days })) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/**
 * The desk's query for the address; an empty choice matches everything.
 * @param today `2026-11-24`
 */
export function queryOf(address: Address, today: string): ItemQuery {
  const { mp, stars, type, has, topic, late, brand, rule, q } = address;
  return {
    ...daysOf(address, today),
    platform: mp.length === 0 ? undefined : mp,
    rating: stars.length === 0 ? undefined : stars,
    item_type: type && [type],
    has_text: has === "text" ? true : has === "bare" ? false : undefined,
    has_photo: has === "photo" ? true : undefined,
    category: topic && [topic],
    brand: brand === undefined ? undefined : [brand],
    overdue: late,
    rule,
    q,
  };
}

/** The parts of the filter that are set, each with the address without it. */
export function chosen(address: Address): { name: keyof Address; without: Address }[] {
  const names = ["mp", "stars", "type", "period", "has", "topic", "late", "brand", "rule", "q"] as const;
  return names
    .filter((name) => (Array.isArray(address[name]) ? address[name].length > 0 : address[name] !== undefined))
    .map((name) => ({ name, without: { ...address, [name]: Array.isArray(address[name]) ? [] : undefined } }));
}

/** The same folder and order without a filter. */
export function unfiltered({ tab, sort }: Address): Address {
  return { ...readAddress({}), tab, sort };
}
