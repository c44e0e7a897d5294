/** A poll has learned what it did not know when it stored an item: its product, its brand, its photos. */
import type { Config } from "../config/schema.ts";
import type { Details } from "../marketplaces/marketplace.ts";
import type { Tx } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import { fillInDetails } from "../store/tables/unknown-details.ts";
import { brandOfItem, learnBrand } from "./brand.ts";
import type { Parts } from "./parts.ts";

type Surroundings = Pick<Parts, "clock" | "enqueue"> & { config: Pick<Config, "accounts" | "brands"> };

/** Fills in what is missing of an item; what is known stays. An item that waited for its brand goes on. */
export function learnDetails(tx: Tx, parts: Surroundings, id: number, details: Details): void {
  const item = requireItem(tx, id);
  if (!item.incomplete && item.brand_known) return;
  const { sku, productName, photos, incomplete = false } = details;
  fillInDetails(tx, id, { sku, productName, photos, incomplete }, parts.clock.now());
  if (item.brand_known) return;
  const brand = brandOfItem(parts.config, item.account, details);
  if (brand.known) learnBrand(tx, parts, item, { brand: brand.id, actor: "marketplace" });
}
