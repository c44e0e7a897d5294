import { figuresApi } from "../../desk/figures.ts";
import { countFigures, fileOfFigures } from "../../desk/export/figures-file.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { emitFile, FORMAT, formatOf } from "../export-file.ts";
import { PERIOD, periodOf } from "../figures-period.ts";
import { recordExport } from "../record-export.ts";

export const exportFigures = command({
  name: "figures",
  summary: "Writes the figures of a period to a file, a line for each.",
  examples: [
    "reputation export figures --format xlsx > figures.xlsx",
    "reputation export figures --from 2026-11-01 --to 2026-11-30 --brand main --format csv > november.csv",
  ],
  takes: { format: FORMAT, ...PERIOD },
  async run(context, { format: asked, brand, ...period }) {
    const format = formatOf(context, asked);
    await withCore(context, async ({ db, clock, config, decisions }) => {
      const span = periodOf(period, { now: clock.now(), timezone: config.timezone });
      const figures = await figuresApi({ db, clock, config }).of({ days: span, brand }, null);
      const filters = { since: span.from, until: span.to, brand };
      await recordExport(context, decisions, { list: "figures", format, filters, count: countFigures(figures) });
      await emitFile(context, fileOfFigures(config, { ...figures, brand }, format));
    });
  },
});
