/** What was written within a month, SKU by SKU, as rows of numbers, and back. */
import type { KnownWritten } from "../month-source.ts";
import type { CountedProduct } from "../product-source.ts";
import type { WrittenRow } from "./figure-methods.ts";
import { MOST_SKUS } from "./product-methods.ts";
import { SUMS } from "./product-rows.ts";

/** So many SKUs are told one by one; the rest, those least written about, are added up without their names. */
export function writtenRows(all: readonly KnownWritten[], most = MOST_SKUS): WrittenRow[] {
  const rows = all.toSorted((a, b) => b.items - a.items).map(rowOf);
  const rest = Map.groupBy(rows.slice(most), ([platform, brand]) => `${platform} ${brand}`);
  return [...rows.slice(0, most), ...[...rest.values()].map(addedUp)];
}

function rowOf(one: KnownWritten): WrittenRow {
  const counts = SUMS.write(one as unknown as CountedProduct);
  const numbers = [...counts, one.answered_in_cabinet, one.skipped, one.withdrawn];
  return [one.platform, one.brand_id, one.sku, one.article, numbers];
}

function addedUp(rows: readonly WrittenRow[]): WrittenRow {
  const [platform, brand, , , first] = rows[0]!;
  return [platform, brand, null, null, first.map((_, at) => rows.reduce((sum, [, , , , n]) => sum + n[at]!, 0))];
}

export function readWritten(rows: readonly WrittenRow[]): KnownWritten[] {
  return rows.map(([platform, brand_id, sku, article, numbers]) => {
    let at = 0;
    const next = (): number => numbers[at++]!;
    const counts = SUMS.read(next);
    const closed = { answered_in_cabinet: next(), skipped: next(), withdrawn: next() };
    return { platform, brand_id, sku, article, ...counts, ...closed };
  });
}
