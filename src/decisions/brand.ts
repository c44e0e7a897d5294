/** Whose answer it is: an item of unknown brand waits for a person, or until the brand is known. */
import { accountById } from "../config/accounts.ts";
import type { Config } from "../config/schema.ts";
import type { Details } from "../marketplaces/marketplace.ts";
import { itemBrand, type ItemBrand } from "../domain/brand.ts";
import { happened } from "../domain/failure.ts";
import { jobKey } from "../domain/job.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem, type Item } from "../store/tables/items.ts";
import { saveBrand } from "../store/tables/unknown-details.ts";
import { textsOf } from "../texts/texts.ts";
import type { Parts } from "./parts.ts";

/** The configured brand of an item, as far as its SKU and its product card tell. */
export function brandOfItem(
  { accounts, brands }: Pick<Config, "accounts" | "brands">,
  account: string,
  { sku, foreignSku, brandName }: Pick<Details, "sku" | "foreignSku" | "brandName">,
): ItemBrand {
  const accountBrand = accountById(accounts, account)?.brand ?? "";
  const matches = brands.map(({ id, match }) => {
    return { id, brandNames: match.brand_names, skuPrefixes: match.sku_prefixes };
  });
  // A number of the marketplace's may begin like an article of the seller's.
  return itemBrand({ sku: foreignSku === true ? null : sku, brandName }, matches, accountBrand);
}

/** Leaves an analysed item to a person, because nobody knows in whose name to answer. */
export function waitForBrand(tx: Tx, { clock, config }: Pick<Parts, "clock" | "config">, id: number): void {
  const now = clock.now();
  const { failures } = textsOf(config.locale);
  const ids = config.brands.map((brand) => brand.id).join(" | ");
  const error_message = `${happened("item.brand_unknown", failures)} ${failures.next.brand(id, ids)}`;
  moveItem(tx, id, "fail", now, { error_message });
  insertAudit(
    tx,
    { actor: "task:analyze_item", action: "fail", itemId: id, after: { code: "item.brand_unknown" } },
    now,
  );
}

/** The brand is known now; an item that waited for it alone goes on with its draft. */
export function learnBrand(
  tx: Tx,
  { clock, enqueue }: Pick<Parts, "clock" | "enqueue">,
  { id, status, brand_known, ai_analysis }: Item,
  { brand, actor }: { brand: string; actor: string },
): void {
  const now = clock.now();
  saveBrand(tx, id, brand, now);
  insertAudit(tx, { actor, action: "brand", itemId: id, after: { brand } }, now);
  if (status !== "error" || brand_known || ai_analysis === null) return;
  moveItem(tx, id, "retry", now);
  moveItem(tx, id, "analyze", now);
  enqueue(tx, "generate_response", { item_id: id }, { key: jobKey("generate_response", id), itemId: id });
}

/**
 * A person says whose item it is.
 * @throws RefusedDecision for a brand that is not configured, or an item that does not wait for one
 */
export function setBrand(tx: Tx, parts: Parts, id: number, brand: string, actor: string): void {
  const item = requireItem(tx, id);
  const ids = parts.config.brands.map((known) => known.id);
  if (!ids.includes(brand)) {
    throw new RefusedDecision(`there is no brand "${brand}"`, {
      code: "brand.unknown",
      say: ({ decisions }) => decisions["brand.unknown"](brand),
      hint: `The configuration has: ${ids.join(", ")}.`,
    });
  }
  if (item.status !== "error" || item.brand_known) {
    throw new RefusedDecision(`item ${id} does not wait for its brand`, {
      code: "item.brand_known",
      say: ({ decisions }) => decisions["item.brand_known"],
      hint: `See: reputation show ${id}`,
    });
  }
  learnBrand(tx, parts, item, { brand, actor });
}
