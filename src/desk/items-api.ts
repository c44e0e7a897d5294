/**
 * The items and the decisions on them, as an interface of plain data and promises, so that another desk can offer it
 * over a network.
 */
import { StateError } from "../base/errors.ts";
import { DAY_MS, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Decisions } from "../decisions/index.ts";
import type { HandOn } from "../decisions/escalate.ts";
import type { Redraft } from "../decisions/regenerate.ts";
import type { Decided as Done, Words } from "../decisions/parts.ts";
import { addDays, dayOf, startOfDay, iso } from "../domain/calendar.ts";
import type { ItemStatus } from "../domain/item.ts";
import type { Platform } from "../domain/platform.ts";
import type { Reader } from "../store/db.ts";
import { auditOf } from "../store/tables/audit.ts";
import { itemById, type Item } from "../store/tables/items.ts";
import { unopened } from "../store/tables/looks.ts";
import { notesOf } from "../store/tables/notes.ts";
import { responseOf, responsesOf, type StoredProblem } from "../store/tables/responses.ts";
import { variantsOf, type Variant } from "../store/tables/variants.ts";
import { listAnalytics, type DayFigures } from "../store/views/analytics.ts";
import { productRatings, type Ratings } from "../store/views/product-ratings.ts";
import { statsSince, type ItemStats } from "../store/views/item-stats.ts";
import { documentsOf, noteDocument, type ItemDocument, type NoteDocument } from "./documents.ts";
import { unsentReason, type Unsent } from "./hold-reason.ts";
import type { Brands } from "./item-query.ts";
import { createLists, type Asking, type Lists } from "./lists.ts";
import { refusalOf, unknownItem, type Refused } from "./refusal.ts";

export type { ItemDocument } from "./documents.ts";
export type { Asking } from "./lists.ts";

/** A person's decision on one item. `version` is that of the answer they read; another one is left unchanged. */
export type Decision =
  | { action: "approve"; version?: number | undefined }
  | { action: "edit"; text: string; version?: number | undefined }
  | ({ action: "skip" } & Words)
  | ({ action: "escalate" } & HandOn)
  | { action: "undo" | "retry" }
  | ({ action: "regenerate" } & Redraft)
  | { action: "choose"; place: number; version: number }
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

/** One of several drafts to choose from, with what the checks say about it. */
export type VariantDocument = Pick<Variant, "place" | "text" | "problems">;

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

/** An item, and when it was changed last. */
export type Openable = Pick<ItemDocument, "id" | "updated_at">;

/** The items API. `brands` limits what can be seen and changed; an item of another brand is reported as unknown. */
export interface ItemsApi extends Lists {
  /** One item with its history. */
  get(id: number, brands: Brands): Promise<ItemDocument | Refused>;
  /**
   * The notes for colleagues on one item, oldest first. They are apart from the item, so that whoever is given the item, a
   * program too, is not given them.
   */
  notes(id: number, brands: Brands): Promise<NoteDocument[]>;
  /** Why the item's approved answer has not left; null when there is nothing to tell. */
  unsent(id: number, brands: Brands): Promise<Unsent | null>;
  /** The drafts that may take the place of the item's answer. */
  variants(id: number, brands: Brands): Promise<VariantDocument[]>;
  /** Which of the items the person, by their number, has not opened since they were changed last, by their numbers. */
  unopened(items: readonly Openable[], user: number): Promise<ReadonlySet<number>>;
  /** Remembers that the person has opened the item. */
  opened(item: Openable, user: number): Promise<void>;
  /** The stars of the item's product within 90 days; undefined when there are none. */
  ratings(item: Pick<Item, "id" | "sku" | "platform" | "brand_id">): Promise<Ratings | undefined>;
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
    ...createLists(parts),
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
    async unsent(id, brands) {
      const item = itemById(db, id);
      return item && isSeen(item, brands) ? unsentReason(db, item, responseOf(db, id), { clock, config }) : null;
    },
    async variants(id, brands) {
      const item = itemById(db, id);
      const version = item && isSeen(item, brands) ? responsesOf(db, [id]).get(id)?.version : undefined;
      if (version === undefined) return [];
      return variantsOf(db, id, version).map(({ place, text, problems }) => ({ place, text, problems }));
    },
    async unopened(items, user) {
      const ids = items.map(({ id }) => id);
      return new Set(unopened(db, user, ids));
    },
    async opened({ id }, user) {
      if (unopened(db, user, [id]).length > 0) await decisions.look(id, user);
    },
    ratings: async (item) => productRatings(db, item, clock.now() - RATED_MS),
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

/** Older reviews say little of what is sold now. */
const RATED_MS = 90 * DAY_MS;

const DAYS: Record<Period, number> = { today: 1, "7d": 7, "30d": 30 };

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
      return decisions.regenerate(id, decision, actor);
    case "choose":
      return decisions.choose(id, decision, actor);
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
