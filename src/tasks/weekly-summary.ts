import { z } from "zod";
import { tell } from "../decisions/alerts.ts";
import { figuresApi } from "../desk/figures.ts";
import { productsApi } from "../desk/products.ts";
import { weekApi, withRetelling } from "../desk/week.ts";
import { defineTask, done } from "../queue/task.ts";
import { anybodyIsTold } from "../store/tables/alert-contacts.ts";
import type { Deps } from "./deps.ts";
import { retold } from "./drafting/retell.ts";

const LONGEST_TEXT = 3500;

/** Tells of the week that is over, brand by brand; a second run tells nothing again. */
export const weeklySummary = defineTask<Deps, Record<string, never>>({
  kind: "weekly_summary",
  lane: "system",
  args: z.strictObject({}),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, _args, { signal }) {
    if (!anybodyIsTold(deps.db)) return done({ status: "nobody", brands: 0 });
    const products = productsApi({ ...deps, articleOf: (sku) => deps.products?.articleOf(sku) });
    const weeks = await weekApi({ ...deps, products, figures: figuresApi(deps) }).of(null);
    const told: { brand: string; monday: string; text: string }[] = [];
    for (const { brand, from, text } of weeks) {
      if (text === null) continue;
      const said = await retold(deps, text, signal);
      told.push({ brand, monday: from, text: said === undefined ? text : withRetelling(text, said) });
    }
    return done({ status: "told", brands: told.length }, (tx) => {
      for (const { text, ...week } of told)
        tell(tx, deps, { kind: "weekly", ...week, text: text.slice(0, LONGEST_TEXT).toWellFormed() });
    });
  },
});
