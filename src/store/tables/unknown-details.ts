/** What a poll could not tell about an item when it stored it, and learns later: product, brand, photos. */
import type { Reader, Tx } from "../db.ts";
import type { ItemDetails } from "../../domain/item-details.ts";
import { itemById, type Item, type ItemKey } from "./items.ts";
import { indexItem } from "./search-index.ts";

const INCOMPLETE = `
select 1 from items where account = @account and item_type = @itemType and external_id = @externalId
  and (incomplete = 1 or brand_known = 0)`;

/** Whether something about a known item is still to be looked up. */
export function isIncomplete(reader: Reader, key: ItemKey): boolean {
  return reader.statement(INCOMPLETE).get({ ...key }) !== undefined;
}

/** Items that no person or program has finished with. */
const TO_LOOK_UP = `
select id from items indexed by items_to_look_up
where (incomplete = 1 or brand_known = 0) and account = @account and item_type = @itemType
  and status not in ('published', 'skipped')
order by created_at desc limit @limit`;

/** The items to look up again, the newest first. */
export function itemsToLookUp(
  reader: Reader,
  wanted: Pick<ItemKey, "account" | "itemType"> & { limit: number },
): Item[] {
  const found = reader.statement(TO_LOOK_UP).all({ ...wanted }) as { id: number }[];
  return found.flatMap(({ id }) => itemById(reader, id) ?? []);
}

/** What is known now. Null and empty leave what was stored. */
export interface LearnedDetails {
  sku: string | null;
  productName: string | null;
  photos: readonly string[];
  incomplete: boolean;
}

const FILL_IN = `
update items set sku = coalesce(@sku, sku), product_name = coalesce(@productName, product_name),
  photos = iif(@photos = '[]', photos, @photos), incomplete = @incomplete, updated_at = @now
where id = @id`;

export function fillInDetails(tx: Tx, id: number, details: LearnedDetails, now: number): void {
  const { sku, productName } = details;
  const photos = JSON.stringify(details.photos);
  tx.statement(FILL_IN).run({ id, now, sku, productName, photos, incomplete: details.incomplete ? 1 : 0 });
  indexItem(tx, id);
}

export function saveBrand(tx: Tx, id: number, brand: string, now: number): void {
  const sql = "update items set brand_id = @brand, brand_known = 1, updated_at = @now where id = @id";
  tx.statement(sql).run({ id, brand, now });
}

interface Order {
  orderStatus: string | null;
  orderCancelled: boolean;
  details: ItemDetails;
}

export function saveOrder(tx: Tx, id: number, { orderStatus, orderCancelled, details }: Order, now: number): void {
  const sql = `update items set order_status = @orderStatus, order_cancelled = @cancelled, details = @details,
    updated_at = @now where id = @id`;
  const cancelled = orderCancelled ? 1 : 0;
  tx.statement(sql).run({ id, now, orderStatus, cancelled, details: JSON.stringify(details) });
}
