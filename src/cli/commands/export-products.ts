import { PRODUCT_SORTS, productsApi } from "../../desk/products.ts";
import { fileOfProducts } from "../../desk/export/products-file.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { emitFile, FORMAT, formatOf, requireFitting } from "../export-file.ts";
import { option } from "../parameters.ts";
import { articlesOf } from "../products.ts";
import { recordExport } from "../record-export.ts";
import { oneOf, text } from "../values.ts";

export const exportProducts = command({
  name: "products",
  summary: "Writes what buyers say of each product to a file: SKUs, stars, complaints, answers.",
  examples: [
    "reputation export products --format xlsx > products.xlsx",
    "reputation export products --days 30 --sort falling --brand main --format jsonl",
  ],
  takes: {
    format: FORMAT,
    days: option("--days <90|30|7>", "of how many of the last days", oneOf(["90", "30", "7"]), "90"),
    sort: option("--sort <order>", `the order: ${PRODUCT_SORTS.join(", ")}`, oneOf(PRODUCT_SORTS), "worst"),
    platform: option("--platform <wb|ozon|ym>", "only this marketplace", oneOf(PLATFORMS)),
    brand: option("--brand <id>", "only this brand", text),
    find: option("--find <words>", "only products with these words in their name or article", text),
  },
  async run(context, { format: asked, ...filters }) {
    const format = formatOf(context, asked);
    const { days, sort, platform, brand, find: q } = filters;
    const query = { days: Number(days), sort, platform: platform && [platform], brand, q };
    const articleOf = await articlesOf(context);
    const count = await withCore(context, async ({ db, clock, config, decisions }) => {
      const { total, pages } = await productsApi({ db, clock, articleOf }).all(query, null);
      requireFitting(format, total, "Narrow them down, or take --format csv.");
      await recordExport(context, decisions, { list: "products", format, filters, count: total });
      await emitFile(context, fileOfProducts(config, pages, format));
      return total;
    });
    context.hint(`${count} products of the last ${days} days`);
  },
});
