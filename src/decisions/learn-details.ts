/** A poll has learned what it did not know when it stored an item: its product, its brand, its photos. */
import { detailsAfter } from "../domain/item-details.ts";
import type { Config } from "../config/schema.ts";
import type { Details } from "../marketplaces/marketplace.ts";
import type { Tx } from "../store/db.ts";
import { requireItem, type Item } from "../store/tables/items.ts";
import { fillInDetails, saveOrder } from "../store/tables/unknown-details.ts";
import { brandOfItem, learnBrand } from "./brand.ts";
import type { Parts } from "./parts.ts";

type Surroundings = Pick<Parts, "clock" | "enqueue"> & { config: Pick<Config, "accounts" | "brands"> };

/** Fills in what is missing of an item; what is known stays. An item that waited for its brand goes on. */
export function learnDetails(tx: Tx, parts: Surroundings, id: number, details: Details): void {
  const item = requireItem(tx, id);
  learnOrder(tx, parts, item, details);
  if (!item.incomplete && item.brand_known) return;
  const { sku, productName, photos, incomplete = false } = details;
  fillInDetails(tx, id, { sku, productName, photos, incomplete }, parts.clock.now());
  if (item.brand_known) return;
  const brand = brandOfItem(parts.config, item.account, details);
  if (brand.known) learnBrand(tx, parts, item, { brand: brand.id, actor: "marketplace" });
}

/** An order may be returned, a video added, a picture of the product changed, without the buyer's writing anything. */
function learnOrder(tx: Tx, { clock }: Pick<Parts, "clock">, item: Item, polled: Details): void {
  const details = detailsAfter(item.details, polled.details);
  const orderStatus = polled.orderStatus ?? item.order_status;
  const orderCancelled = polled.orderStatus === undefined ? item.order_cancelled : polled.orderCancelled;
  const isSame = orderStatus === item.order_status && JSON.stringify(details) === JSON.stringify(item.details);
  if (!isSame) saveOrder(tx, item.id, { orderStatus, orderCancelled, details }, clock.now());
}
