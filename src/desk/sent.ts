/** What went out: by whom, as drafted or changed, and what became of it at the marketplace. */
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { dayOf, dayRange, iso } from "../domain/calendar.ts";
import { attemptsSpent } from "../domain/job.ts";
import type { Platform } from "../domain/platform.ts";
import type { Fate } from "../domain/response.ts";
import type { Reader } from "../store/db.ts";
import { itemsOf } from "../store/views/item-list.ts";
import { listJobs } from "../store/tables/jobs.ts";
import { attemptsOf } from "../store/tables/publish-attempts.ts";
import { responseOf } from "../store/tables/responses.ts";
import {
  sentPage,
  sentSums,
  type Sent,
  type SentFilter,
  type SentPosition,
  type SentSums,
} from "../store/views/sent.ts";
import { documentsOf, type ItemDocument } from "./documents.ts";
import { unsentReason, type Unsent } from "./hold-reason.ts";
import type { Brands } from "./item-query.ts";

/** Days are in the business time zone: `2026-11-24`. */
export interface SentQuery {
  platform?: readonly Platform[] | undefined;
  brand?: readonly string[] | undefined;
  by?: SentFilter["by"];
  edited?: boolean | undefined;
  /** Without it, everything that has left or should have. */
  fate?: Fate | undefined;
  /** The first and the last day on which it was sent. */
  from?: string | undefined;
  to?: string | undefined;
  /** Words that the item must contain, each in any form or by its beginning. */
  q?: string | undefined;
  /** The `next` value of the previous page. */
  after?: SentPosition | undefined;
  limit: number;
}

/** An item whose answer was sent. */
export interface SentDocument extends ItemDocument {
  sent: {
    /** When it was published, and until then when it was approved, ISO-8601. */
    at: string;
    /** Who approved it: `person:anna`, `rule:5★`. */
    by: string;
    fate: Fate;
    edited: boolean;
    /** What was sent; of one that was taken down it may have been changed since. */
    text: string;
  };
  /** Why it has not left; null when nothing is known to hold it. */
  unsent: Unsent | null;
  /** How often the sending that failed or is tried again was tried, of how often; null when it has not failed so far. */
  tries: { made: number; of: number } | null;
}

export interface SentList {
  items: SentDocument[];
  /** The position of the next page; null when this is the last one. */
  next: SentPosition | null;
  sums: SentSums;
}

interface Around {
  db: Reader;
  clock: Clock;
  config: Config;
}

/** What a person calls sent: what only waits for its moment is on its way. */
const GONE: readonly Fate[] = ["unsent", "pending", "live", "rejected"];

/**
 * All of a query but its words.
 * @param brands the brands the caller may see, whatever the query asks for
 */
export function sentFilterOf(
  { platform, brand, by, edited, fate, from, to }: Omit<SentQuery, "limit">,
  brands: Brands,
  { timezone }: { timezone: string },
): SentFilter {
  return {
    platforms: platform,
    brands: brands === null ? brand : (brand ?? brands).filter((id) => brands.includes(id)),
    by,
    edited,
    fates: fate === undefined ? GONE : [fate],
    from: from === undefined ? undefined : dayRange(from, timezone).from,
    before: to === undefined ? undefined : dayRange(to, timezone).to,
  };
}

/** What was sent today, from the same places and brands. */
export function todayOf(
  { platform, brand }: Pick<SentQuery, "platform" | "brand">,
  { timezone, now }: { timezone: string; now: number },
): Omit<SentQuery, "limit"> {
  return { platform, brand, from: dayOf(now, timezone) };
}

export function sentList(
  around: Around,
  filter: SentFilter,
  { after, limit }: Pick<SentQuery, "after" | "limit">,
): SentList {
  const { db } = around;
  const sums = sentSums(db, filter);
  // Where nothing fits, the whole index was read to find that out.
  const rows = sums.count === 0 ? [] : sentPage(db, filter, { after, limit });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: documentsOfSent(around, shown), next: rows.length > limit && last ? last : null, sums };
}

function documentsOfSent(around: Around, rows: readonly Sent[]): SentDocument[] {
  const { db } = around;
  const items = itemsOf(
    db,
    rows.map(({ item_id }) => item_id),
  );
  const byId = new Map(documentsOf(db, items).map((item) => [item.id, item]));
  return rows.flatMap(({ item_id: id, sent_at: at, sent_by: by, fate, edited }) => {
    const item = byId.get(id);
    if (!item) return [];
    const text = (fate === "rejected" ? attemptsOf(db, id).at(-1)?.text : undefined) ?? item.answer?.text ?? "";
    const unsent = fate === "unsent" ? unsentReason(db, item, responseOf(db, id), around) : null;
    const tries = fate === "unsent" && item.status !== "publishing" ? triesOf(db, id) : null;
    return [{ ...item, sent: { at: iso(at), by: by ?? "", fate, edited, text }, unsent, tries }];
  });
}

function triesOf(db: Reader, itemId: number): SentDocument["tries"] {
  const [job] = listJobs(db, { kind: "send_response", itemId, limit: 1 });
  const made = job ? attemptsSpent(job) : 0;
  return job && made > 0 ? { made, of: job.max_attempts } : null;
}
