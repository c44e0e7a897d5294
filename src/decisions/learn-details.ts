/** A poll has learned what it did not know when it stored an item: its product, its photos. */
import type { Details } from "../marketplaces/marketplace.ts";
import type { Tx } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import { fillInDetails } from "../store/tables/unknown-details.ts";
import type { Parts } from "./parts.ts";

/** Fills in what is missing of an item; what is known stays. */
export function learnDetails(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, details: Details): void {
  const item = requireItem(tx, id);
  if (!item.incomplete) return;
  const { sku, productName, photos, incomplete = false } = details;
  fillInDetails(tx, id, { sku, productName, photos, incomplete }, clock.now());
}
