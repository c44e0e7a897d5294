import { once } from "node:events";
import { MOST_SHEET_ROWS } from "../../base/files/xlsx-write.ts";
import { UsageError } from "../../base/errors.ts";
import { EXPORT_FORMATS, fileOf, type ExportFormat } from "../../desk/export/file.ts";
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
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { flag, option, type Given } from "../parameters.ts";
import { recordExport } from "../record-export.ts";
import { day, oneOf, text, type Read } from "../values.ts";

/** `1,2,3`. */
const stars: Read<string> = (word, name) => {
  if (/^[1-5](,[1-5])*$/.test(word)) return word;
  throw new UsageError(`${name} must be stars like 1,2,3, got "${word}"`);
};

const TAKES = {
  format: option(
    "--format <xlsx|csv|jsonl>",
    "xlsx (Excel, in the language of the configuration), csv (semicolons, decimal commas) or jsonl (default: csv)",
    oneOf(EXPORT_FORMATS),
  ),
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
  summary: "Writes items with their answers to a file for Excel, for spreadsheets, or as JSON lines.",
  examples: [
    "reputation export --format xlsx --list waiting --stars 1,2,3 > unanswered.xlsx",
    "reputation export --format jsonl --archived --status published | jq .answer",
  ],
  takes: TAKES,
  async run(context, asked) {
    requireSense(context, asked);
    const format = context.globals.json ? "json" : (asked.format ?? "csv");
    const count = await withCore(context, async ({ db, config, decisions }) => {
      const ids = exportIds(db, { ...filterOf(asked, config.timezone), hits: await hitsOf(db, asked.words) });
      if (format === "xlsx" && ids.length > MOST_SHEET_ROWS)
        throw new UsageError(`a sheet holds at most ${MOST_SHEET_ROWS} rows, and these are ${ids.length}`, {
          hint: "Take a shorter time with --from and --to, or --format csv.",
        });
      await recordExport(context, decisions, { list: "items", format, filters: filtersOf(asked), count: ids.length });
      for await (const chunk of fileOf({ db, config }, ids, format)) await emit(context, chunk);
      return ids.length;
    });
    context.hint(`${count} items${asked.archived ? "" : " (the archive is left out: --archived)"}`);
  },
});

type Asked = Given<typeof TAKES>;

function requireSense({ io, globals }: Context, { from, to, words, archived, format }: Asked): void {
  if (from !== undefined && to !== undefined && to < from) throw new UsageError(`--to ${to} is before --from ${from}`);
  if (words !== undefined && archived)
    throw new UsageError("--words does not look into the archive: leave out --archived");
  const isBinary = !globals.json && format === ("xlsx" satisfies ExportFormat);
  if (isBinary && io.stdout.isTTY)
    throw new UsageError("a terminal cannot show an Excel file", { hint: "Write it to a file: > items.xlsx" });
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

async function emit({ io }: Context, chunk: Uint8Array): Promise<void> {
  if (chunk.length > 0 && !io.stdout.write(chunk)) await once(io.stdout, "drain");
}
