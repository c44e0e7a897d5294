import { inCell } from "../domain/item-ref.ts";
import type { Clock } from "../base/clock.ts";
import { readWritten } from "../desk/cell/month-rows.ts";
import type { FiguresApi } from "../desk/figures.ts";
import { monthsOver, type MonthApi } from "../desk/month-report.ts";
import type { MonthSource } from "../desk/month-source.ts";
import type { Ratings } from "../store/views/product-ratings.ts";
import { gather, gatherWithin, missing, type Cells } from "./gather.ts";

/** Every item of the month is counted anew. */
const PATIENCE_MS = 5000;

interface Around {
  clock: Clock;
  config: { timezone: string };
  figures: FiguresApi;
}

/** The months of all cells, each counted by the days of its own zone. */
export function hubMonths(cells: Cells, around: Around): MonthApi {
  return monthsOver(sourceOf(cells), around);
}

function sourceOf(cells: Cells): MonthSource {
  return {
    async counts(month, before, brands) {
      const found = await gatherWithin(cells, { brands }, "month", { month, before }, PATIENCE_MS);
      const told = found.answers.map(({ answer }) => answer);
      const stars = [0, 1, 2, 3, 4].map((at) => told.reduce((sum, one) => sum + one.ratingsBefore[at]!, 0));
      const takenDown = found.answers.flatMap(({ cell, answer }) =>
        answer.takenDown.map((one) => ({ ...one, item_id: inCell(cell.id, one.item_id) })),
      );
      return {
        written: told.flatMap(({ written }) => readWritten(written)),
        ratingsBefore: stars as unknown as Ratings,
        takenDown: takenDown.toSorted((a, b) => b.sent_at - a.sent_at),
        ...missing(found),
      };
    },
    async quoted(keys, month) {
      const bare = keys.map(({ sku, platform, brand_id }) => ({ sku, platform, brand_id }));
      const brands = [...new Set(bare.map(({ brand_id }) => brand_id))];
      const found = await gather(cells, { brands }, "month_quoted", () => ({ keys: bare, month }));
      const rows = found.answers.flatMap(({ cell, answer }) =>
        answer.map((row) => ({
          ...row,
          quotes: row.quotes.map((one) => ({ ...one, category: null, id: inCell(cell.id, one.id) })),
        })),
      );
      return { rows, ...missing(found) };
    },
  };
}
