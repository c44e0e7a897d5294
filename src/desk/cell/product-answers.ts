import type { ProductKey } from "../../store/views/products.ts";
import type { Brands } from "../item-query.ts";
import type { ProductSource } from "../product-source.ts";
import type { Answers } from "./methods.ts";
import type { PRODUCT_METHODS } from "./product-methods.ts";
import { CHANGES, SUMS, WEEKS, written } from "./product-rows.ts";

/** What a cell counts of its products, within the brands of who asks. */
export function productAnswers(source: ProductSource): Answers<keyof typeof PRODUCT_METHODS> {
  return {
    async product_sums(asked, { brands }) {
      const { rows } = await source.sums({ ...asked, brands });
      return written(SUMS, rows, ({ items }) => items);
    },
    async product_trends(asked, { brands }) {
      const { weeks, changes } = await source.trends({ ...asked, brands });
      return {
        weeks: written(WEEKS, weeks, ({ week }) => week.reviews),
        changes: written(CHANGES, changes, ({ recent, before }) => recent.count + before.count),
      };
    },
    product_shown: async ({ keys, since }, { brands }) => (await source.shown(theirs(keys, brands), since)).rows,
    product_complaints: async ({ keys, since }, { brands }) =>
      (await source.complaints(theirs(keys, brands), since)).rows,
    product_quotes: async ({ keys, signal, today }, { brands }) =>
      (await source.quotes(theirs(keys, brands), signal, today)).rows,
    product_newest: async ({ keys }, { brands }) => (await source.newest(theirs(keys, brands))).rows,
  };
}

function theirs(keys: readonly ProductKey[], brands: Brands): ProductKey[] {
  return keys.filter(({ brand_id }) => brands === null || brands.includes(brand_id));
}
