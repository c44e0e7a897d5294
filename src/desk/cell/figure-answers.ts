import type { WaitsApi } from "../answer-waits.ts";
import type { MonthSource } from "../month-source.ts";
import type { FIGURE_METHODS } from "./figure-methods.ts";
import type { Answers } from "./methods.ts";
import { writtenRows } from "./month-rows.ts";

/** What a cell counts for figures and reports over several. */
export function figureAnswers(waits: WaitsApi, months: MonthSource): Answers<keyof typeof FIGURE_METHODS> {
  return {
    waits: (query, { brands }) => waits.of(query, brands),
    async month({ month, before }, { brands }) {
      const { written, ratingsBefore, takenDown } = await months.counts(month, before, brands);
      return { written: writtenRows(written), ratingsBefore: [...ratingsBefore], takenDown };
    },
    async month_quoted({ keys, month }, { brands }) {
      const theirs = keys.filter(({ brand_id }) => brands === null || brands.includes(brand_id));
      return (await months.quoted(theirs, month)).rows;
    },
  };
}
