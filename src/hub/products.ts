/** The products of all cells: what each counts of an SKU is told number by number, and put together here. */
import type { Brands } from "../desk/item-query.ts";
import { CHANGES, read, SUMS, WEEKS } from "../desk/cell/product-rows.ts";
import { productsOver, type ProductsApi } from "../desk/products.ts";
import { MOST_READ, NEWEST, newestFirst, QUOTES, type ProductSource } from "../desk/product-source.ts";
import type { ProductKey } from "../store/views/products.ts";
import { inCell } from "../domain/item-ref.ts";
import { gather, gatherWithin, missing, type Cells, type Gathered } from "./gather.ts";
import { itemFrom } from "./names.ts";

/** Every product is counted anew for each page. */
const PATIENCE_MS = 5000;

/** @param timezone of the hub: it says what today is, and each cell counts by the days of its own zone */
export function hubProducts(cells: Cells, timezone: string): ProductsApi {
  return productsOver(sourceOf(cells, timezone), cells.clock);
}

function sourceOf(cells: Cells, timezone: string): ProductSource {
  return {
    timezone: () => timezone,
    async sums({ brands, platforms, ...asked }) {
      const args = { ...asked, ...(platforms && { platforms: [...platforms] }) };
      const found = await gatherWithin(cells, { brands }, "product_sums", args, PATIENCE_MS);
      const rows = found.answers.flatMap(({ answer }) => read(SUMS, answer.rows));
      return { rows, ...missing(found), ...partly(found) };
    },
    async trends({ brands, ...asked }) {
      const found = await gatherWithin(cells, { brands }, "product_trends", asked, PATIENCE_MS);
      return {
        weeks: found.answers.flatMap(({ answer }) => read(WEEKS, answer.weeks.rows)),
        changes: found.answers.flatMap(({ answer }) => read(CHANGES, answer.changes.rows)),
        ...missing(found),
      };
    },
    async shown(keys, since) {
      const found = await gather(cells, ofBrands(keys), "product_shown", () => ({ keys: bare(keys), since }));
      return { rows: found.answers.flatMap(({ answer }) => answer), ...missing(found) };
    },
    async complaints(keys, since) {
      const asked = () => ({ keys: bare(keys), since });
      const found = await gather(cells, ofBrands(keys), "product_complaints", asked);
      return { rows: newestFirst(named(found.answers)).slice(0, MOST_READ), ...missing(found) };
    },
    async quotes(keys, signal, today) {
      const asked = () => ({ keys: bare(keys), signal, today });
      const found = await gather(cells, ofBrands(keys), "product_quotes", asked);
      return { rows: newestFirst(named(found.answers)).slice(0, QUOTES), ...missing(found) };
    },
    async newest(keys) {
      const found = await gather(cells, ofBrands(keys), "product_newest", () => ({ keys: bare(keys) }));
      const items = found.answers
        .flatMap(({ cell, answer }) => answer.map((item) => itemFrom(cell, item)))
        .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
      return { rows: items.slice(0, NEWEST), ...missing(found) };
    },
  };
}

/** What a single SKU is asked of is asked only of the cells that have its brand. */
function ofBrands(keys: readonly ProductKey[]): { brands: Brands } {
  return { brands: [...new Set(keys.map(({ brand_id }) => brand_id))] };
}

function bare(keys: readonly ProductKey[]): ProductKey[] {
  return keys.map(({ sku, platform, brand_id }) => ({ sku, platform, brand_id }));
}

function named<T extends { id: number }>(answers: readonly { cell: { id: string }; answer: readonly T[] }[]): T[] {
  return answers.flatMap(({ cell, answer }) => answer.map((one) => ({ ...one, id: inCell(cell.id, one.id) })));
}

function partly({ answers }: Gathered<"product_sums">) {
  const names = answers.filter(({ answer }) => !answer.isAll).map(({ cell }) => cell.name);
  return names.length > 0 ? { partly: names } : {};
}
