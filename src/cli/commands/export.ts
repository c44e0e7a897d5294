import { UsageError } from "../../base/errors.ts";
import { fileOfItems } from "../../desk/export/items-file.ts";
import { CATEGORIES } from "../../domain/analysis.ts";
import { addDays, startOfDay } from "../../domain/calendar.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { TABS } from "../../domain/tab.ts";
import { terms } from "../../domain/wording/russian.ts";
import type { Db } from "../../store/db.ts";
import { exportIds, type ExportFilter } from "../../store/views/export.ts";
import { search } from "../../store/views/search.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { emitFile, FORMAT, formatOf, requireFitting } from "../export-file.ts";
import { flag, option, type Given } from "../parameters.ts";
import { recordExport } from "../record-export.ts";
import { day, oneOf, text, type Read } from "../values.ts";
import { exportFigures } from "./export-figures.ts";
import { exportProducts } from "./export-products.ts";

/** `1,2,3`. */
const stars: Read<string> = (word, name) => {
  if (/^[1-5](,[1-5])*$/.test(word)) return word;
  throw new UsageError(`${name} must be stars like 1,2,3, got "${word}"`);
};

const TAKES = {
  format: FORMAT,
  from: option("--from <day>", "written by the buyer on this day, like 2026-11-24, or later", day),
  to: option("--to <day>", "written by the buyer on this day or earlier", day),
  platform: option("--platform <wb|ozon|ym>", "only this marketplace", oneOf(PLATFORMS)),
  type: option("--type <review|question>", "only these", oneOf(ITEM_TYPES)),
  list: option("--list <name>", "only a list of the inbox: waiting, urgent, questions, unsent, a state", oneOf(TABS)),
  status: option("--status <status>", "only in this state", oneOf(ITEM_STATUSES)),
  stars: option("--stars <stars>", "only with so many stars: 1,2,3", stars),
  topic: option("--topic <topic>", "only of this topic", oneOf(CATEGORIES)),
  brand: option("--brand <id>", "only this brand", text),
  sku: option("--sku <sku>", "only this product, as the marketplace numbers it", text),
  words: option("--words <words>", "only with all of these words, in any form; not in the archive", text),
  archived: flag("--archived", "the archived ones too"),
};

export const exportItems = command({
  name: "export",
  summary: "Writes items with their answers, products or figures to a file for Excel, spreadsheets or programs.",
  examples: [
    "reputation export --format xlsx --list waiting --stars 1,2,3 > unanswered.xlsx",
    "reputation export --format jsonl --archived --status published | jq .answer",
  ],
  takes: TAKES,
  commands: [exportProducts, exportFigures],
  async run(context, asked) {
    requireSense(asked);
    const format = formatOf(context, asked.format);
    const count = await withCore(context, async ({ db, config, decisions }) => {
      const ids = exportIds(db, { ...filterOf(asked, config.timezone), hits: await hitsOf(db, asked.words) });
      requireFitting(format, ids.length, "Take a shorter time with --from and --to, or --format csv.");
      await recordExport(context, decisions, { list: "items", format, filters: filtersOf(asked), count: ids.length });
      await emitFile(context, fileOfItems({ db, config }, ids, format));
      return ids.length;
    });
    context.hint(`${count} items${asked.archived ? "" : " (the archive is left out: --archived)"}`);
  },
});

type Asked = Given<typeof TAKES>;

function requireSense({ from, to, words, archived }: Asked): void {
  if (from !== undefined && to !== undefined && to < from) throw new UsageError(`--to ${to} is before --from ${from}`);
  if (words !== undefined && archived)
    throw new UsageError("--words does not look into the archive: leave out --archived");
}

function filterOf(asked: Asked, timezone: string): ExportFilter {
  const { from, to, platform, type, list, status, stars: rated, topic, brand, sku, archived } = asked;
  return {
    tab: list ?? "all",
    archived,
    statuses: only(status),
    itemTypes: only(type),
    platforms: only(platform),
    brands: only(brand),
    ratings: rated?.split(",").map(Number),
    skus: only(sku),
    categories: only(topic),
    from: from === undefined ? undefined : startOfDay(from, timezone),
    before: to === undefined ? undefined : startOfDay(addDays(to, 1), timezone),
  };
}

function only<T>(value: T | undefined): T[] | undefined {
  return value === undefined ? undefined : [value];
}

async function hitsOf(db: Db, words: string | undefined) {
  return words === undefined ? undefined : search(db, terms(words));
}

/** What was asked for, as the audit log has it. */
function filtersOf({ from, to, list: tab, archived, ...filters }: Asked) {
  return { since: from, until: to, tab, ...filters, archived: archived || undefined };
}
