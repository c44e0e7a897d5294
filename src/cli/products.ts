/** The products file: what it says, and how it was understood, for those who have written it. */
import { readProducts, type Products } from "../ai/products.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Context } from "./context.ts";

/** As `--json` prints it. */
export function productsDocument({ file, count, keys, facts, notes }: Products) {
  return { file, count, keys, facts, notes };
}

/** `products.csv: 120 products by "Артикул"; facts: Состав, Вес (windows-1251, columns divided by ";")`. */
export function productsInWords({ file, count, keys, facts, notes }: Products): string {
  const names = keys.map((key) => `"${key}"`).join(", ");
  const told = facts.length > 0 ? `facts: ${facts.join(", ")}` : "no column with a fact";
  return safeLine(
    `${file}: ${count} ${count === 1 ? "product" : "products"} by ${names}; ${told} (${notes.join("; ")})`,
  );
}

/** The seller's article of an SKU, as the products file has it; undefined without a file. */
export async function articlesOf(context: Context): Promise<((sku: string) => string | undefined) | undefined> {
  const { products_file: file } = (await context.deskConfig()).knowledge;
  return file ? readProducts(file).articleOf : undefined;
}
