/** Reviews and questions. */
import type { ExpressionBuilder, Selectable, Updateable } from "kysely";
import type { StoredAnalysis } from "../../domain/analysis.ts";
import { itemDetails, type ItemDetails } from "../../domain/item-details.ts";
import type { BuyerWords } from "../../domain/buyer-words.ts";
import { ITEM_STATUSES, next, possibleEvents, type ItemEvent, type ItemStatus } from "../../domain/item.ts";
import type { ItemType, Platform } from "../../domain/platform.ts";
import { RefusedDecision } from "../../domain/refused-decision.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { ItemsTable, Schema } from "../schema.ts";
import { cancelJobs } from "./jobs.ts";
import { indexItem } from "./search-index.ts";

type ItemRow = Selectable<ItemsTable>;

/** An item as the program works with it: JSON parsed, flags boolean. Times are Unix ms. */
export interface Item extends Omit<
  ItemRow,
  "photos" | "ai_analysis" | "raw_data" | "order_cancelled" | "incomplete" | "brand_known" | "details"
> {
  photos: string[];
  ai_analysis: StoredAnalysis | null;
  raw_data: unknown;
  order_cancelled: boolean;
  /** A look-up of product or photos has failed, and is made again. */
  incomplete: boolean;
  /** False while `brand_id` is the account's brand for want of a known one. */
  brand_known: boolean;
  details: ItemDetails;
}

/** What a poll knows about an item; the other columns start empty. */
export interface NewItem {
  account: string;
  platform: Platform;
  itemType: ItemType;
  externalId: string;
  sku: string | null;
  productName: string | null;
  brandId: string;
  clientName: string | null;
  text: string;
  pros: string | null;
  cons: string | null;
  rating: number | null;
  photos: string[];
  orderCancelled: boolean;
  priority: number;
  raw: unknown;
  createdAt: number;
  /** A look-up has failed. */
  incomplete?: boolean;
  /** Left out, the brand is known. */
  brandKnown?: boolean;
  orderStatus?: string | null;
  details?: Partial<ItemDetails>;
}

export interface ItemKey {
  account: string;
  itemType: ItemType;
  externalId: string;
}

const KNOWN = `
select id, status from items where account = @account and item_type = @itemType and external_id = @externalId
union all
select id, null from items_archive where account = @account and item_type = @itemType and external_id = @externalId`;

/** The item with this external id; its status is null when it is archived. Undefined when the item is new. */
export function knownItem(reader: Reader, key: ItemKey): { id: number; status: ItemStatus | null } | undefined {
  const row = reader.statement(KNOWN).get({ ...key });
  return row as { id: number; status: ItemStatus | null } | undefined;
}

/** Stores a new item; the caller has made sure that it is not stored yet. */
export function insertItem(tx: Tx, item: NewItem, now: number): number {
  const insert = q.insertInto("items").values({
    account: item.account,
    platform: item.platform,
    item_type: item.itemType,
    external_id: item.externalId,
    sku: item.sku,
    product_name: item.productName,
    brand_id: item.brandId,
    client_name: item.clientName,
    client_text: item.text,
    pros: item.pros,
    cons: item.cons,
    rating: item.rating,
    photos: JSON.stringify(item.photos),
    order_cancelled: item.orderCancelled ? 1 : 0,
    ai_analysis: null,
    status: "new",
    priority: item.priority,
    error_message: null,
    skip_reason: null,
    raw_data: JSON.stringify(item.raw ?? null),
    created_at: item.createdAt,
    fetched_at: now,
    updated_at: now,
    published_at: null,
    incomplete: item.incomplete === true ? 1 : 0,
    brand_known: item.brandKnown === false ? 0 : 1,
    order_status: item.orderStatus ?? null,
    details: JSON.stringify(item.details ?? {}),
  });
  const { id } = tx.get(insert.returning("id")) ?? { id: 0 };
  indexItem(tx, id);
  return id;
}

export function itemById(reader: Reader, id: number): Item | undefined {
  const row = reader.statement("select * from items where id = ?").get(id) as ItemRow | undefined;
  return row && parseItem(row);
}

/** The marketplace of a live item. */
export function platformOf(reader: Reader, id: number): Platform | undefined {
  const row = reader.statement("select platform from items where id = ?").get(id) as { platform: Platform } | undefined;
  return row?.platform;
}

/**
 * The live item.
 * @throws RefusedDecision `item.unknown`, `item.archived`
 */
export function requireItem(reader: Reader, id: number): Item {
  const item = itemById(reader, id);
  if (item) return item;
  if (reader.get(q.selectFrom("items_archive").select("id").where("id", "=", id))) {
    throw new RefusedDecision(`item ${id} is in the archive: nothing can be done with it any more`, {
      code: "item.archived",
      say: ({ decisions }) => decisions["item.archived"],
      hint: `See it with: reputation show ${id}`,
    });
  }
  throw unknownItem(id, "List them with: reputation inbox --all");
}

function unknownItem(id: number, hint?: string): RefusedDecision {
  return new RefusedDecision(`there is no item ${id}`, {
    code: "item.unknown",
    hint,
    say: ({ decisions }) => decisions["item.unknown"],
  });
}

export function parseItem(row: ItemRow): Item {
  return {
    ...row,
    photos: JSON.parse(row.photos) as string[],
    ai_analysis: row.ai_analysis === null ? null : (JSON.parse(row.ai_analysis) as StoredAnalysis),
    raw_data: JSON.parse(row.raw_data) as unknown,
    order_cancelled: row.order_cancelled === 1,
    incomplete: row.incomplete === 1,
    brand_known: row.brand_known === 1,
    details: itemDetails(JSON.parse(row.details) as Partial<ItemDetails>),
  };
}

/** The columns that may change together with the state. */
export type ItemPatch = Pick<
  Updateable<ItemsTable>,
  "error_message" | "skip_reason" | "published_at" | "seen_at" | "priority" | "reason" | "handed_to"
> & {
  ai_analysis?: StoredAnalysis;
};

/**
 * Applies an event to an item. This is the only way an item's state changes.
 * @returns the new state
 * @throws RefusedDecision when the item's present state does not allow the event
 */
export function moveItem(tx: Tx, id: number, event: ItemEvent, now: number, patch: ItemPatch = {}): ItemStatus {
  const row = tx.statement("select status from items where id = ?").get(id) as Pick<ItemRow, "status"> | undefined;
  if (!row) throw unknownItem(id);
  const status = nextOf(id, row.status, event);
  const { ai_analysis, ...columns } = patch;
  // Whoever decides anew leaves the earlier reason to the history.
  const words = { reason: patch.reason ?? null, handed_to: patch.handed_to ?? null };
  const skip_reason = status === "skipped" ? (patch.skip_reason ?? "person") : null;
  const analysis = ai_analysis === undefined ? {} : { ai_analysis: JSON.stringify(ai_analysis) };
  const cleared = { error_message: null, seen_at: null };
  const set = { ...cleared, ...columns, ...words, ...analysis, status, skip_reason, updated_at: now };
  tx.run(q.updateTable("items").set(set).where("id", "=", id));
  if (row.status === "escalated") cancelJobs(tx, { itemId: id, kinds: ["remind_handed_on"] }, now);
  return status;
}

/** Stores to whom an item that was handed on before goes now, and why. */
export function saveHandOn(tx: Tx, id: number, words: Pick<Item, "reason" | "handed_to">, now: number): void {
  tx.run(
    q
      .updateTable("items")
      .set({ ...words, updated_at: now })
      .where("id", "=", id),
  );
}

/** The marketplace shows our published answer: from now on it counts as published. */
export function markSeen(tx: Tx, id: number, now: number): void {
  tx.run(q.updateTable("items").set({ seen_at: now }).where("id", "=", id));
}

/** Stores the buyer's new words and forgets the analysis of the earlier ones. */
export function saveBuyerWords(tx: Tx, id: number, { text, pros, cons, rating }: BuyerWords, now: number): void {
  const set = { client_text: text, pros, cons, rating, ai_analysis: null, updated_at: now };
  tx.run(q.updateTable("items").set(set).where("id", "=", id));
  indexItem(tx, id);
}

/** @throws RefusedDecision when this state does not allow the event */
function nextOf(id: number, status: ItemStatus, event: ItemEvent): ItemStatus {
  const to = next(status, event);
  if (to !== undefined) return to;
  const events = possibleEvents(status);
  throw new RefusedDecision(`item ${id}: an item that is "${status}" cannot take "${event}"`, {
    code: "item.transition",
    hint: events.length === 0 ? `"${status}" is final.` : `From "${status}" only: ${events.join(", ")}.`,
    say: ({ decisions, items }) => decisions["item.transition"](items[status]),
  });
}

/** Items that are to be sent but have no live job to send them; failed ones are left to the hourly retry. */
export function sendsWithoutJob(reader: Reader): number[] {
  const sql = `select i.id from items i join responses r on r.item_id = i.id
    where i.status in ('approved', 'publishing') and r.status = 'approved' and not exists (
      select 1 from jobs j where j.item_id = i.id and j.kind = 'send_response' and j.state in ('scheduled', 'ready', 'running'))`;
  return (reader.statement(sql).all() as { id: number }[]).map((row) => row.id);
}

/** Items that are being sent although no process is sending them. */
export function publishingWithoutAttempt(reader: Reader): number[] {
  const sql = `select i.id from items i where i.status = 'publishing' and not exists (
    select 1 from jobs j where j.item_id = i.id and j.kind = 'send_response' and j.state = 'running')`;
  return (reader.statement(sql).all() as { id: number }[]).map((row) => row.id);
}

export interface ItemOrigin {
  platform?: Platform | undefined;
  itemType?: ItemType | undefined;
  account?: string | undefined;
}

export interface ItemFilter extends ItemOrigin {
  statuses?: readonly ItemStatus[] | undefined;
  ratingMin?: number | undefined;
  /** Only items the buyer wrote since this time, Unix ms. */
  createdSince?: number | undefined;
  limit: number;
}

/** Matches items by origin; an undefined field matches everything. */
export function isOf({ platform, itemType, account }: ItemOrigin) {
  const asked = Object.entries({ platform, item_type: itemType, account }).filter(([, value]) => value !== undefined);
  return (e: ExpressionBuilder<Schema, "items">) => e.and(Object.fromEntries(asked));
}

/** Lists items, most urgent first, then oldest first. */
export function listItems(reader: Reader, filter: ItemFilter): Item[] {
  const { statuses, platform, itemType, account, ratingMin, createdSince, limit } = filter;
  let query = q.selectFrom("items").selectAll().orderBy("priority", "desc").orderBy("created_at").limit(limit);
  if (statuses) query = query.where("status", "in", statuses);
  query = query.where(isOf({ platform, itemType, account }));
  if (ratingMin !== undefined) query = query.where("rating", ">=", ratingMin);
  if (createdSince !== undefined) query = query.where("created_at", ">=", createdSince);
  return reader.all(query).map(parseItem);
}

/** How many items are in each state; every state has an entry. */
export function countByStatus(reader: Reader): Record<ItemStatus, number> {
  const rows = reader.all(
    q
      .selectFrom("items")
      .select(["status", (e) => e.fn.countAll<number>().as("n")])
      .groupBy("status"),
  );
  const counts = Object.fromEntries(ITEM_STATUSES.map((status) => [status, 0])) as Record<ItemStatus, number>;
  for (const { status, n } of rows) counts[status] = n;
  return counts;
}
