import { once } from "node:events";
import { UsageError } from "../../base/errors.ts";
import type { StoredAnalysis } from "../../domain/analysis.ts";
import { addDays, iso, startOfDay, wallTime } from "../../domain/calendar.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { safeJson } from "../../domain/wording/safe-text.ts";
import { answerText } from "../../store/tables/responses.ts";
import type { Db } from "../../store/db.ts";
import { countExport, exportPage, type ExportFilter, type ExportRow } from "../../store/views/export.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { flag, option } from "../parameters.ts";
import { recordExport } from "../record-export.ts";
import { csvHead, csvLine, type Cell } from "../terminal/csv.ts";
import { day, oneOf, text } from "../values.ts";

export const exportItems = command({
  name: "export",
  summary: "Writes items with their answers to a file for spreadsheets, or as JSON lines.",
  examples: [
    "reputation export --from 2026-11-01 --to 2026-11-30 > november.csv",
    "reputation export --format jsonl --archived --status published | jq .answer",
  ],
  takes: {
    format: option(
      "--format <csv|jsonl>",
      "csv (for spreadsheets: semicolons, decimal commas) or jsonl (default: csv)",
      oneOf(["csv", "jsonl"]),
    ),
    from: option("--from <day>", "written by the buyer on this day, like 2026-11-24, or later", day),
    to: option("--to <day>", "written by the buyer on this day or earlier", day),
    platform: option("--platform <wb|ozon|ym>", "only this marketplace", oneOf(PLATFORMS)),
    status: option("--status <status>", "only in this state", oneOf(ITEM_STATUSES)),
    brand: option("--brand <id>", "only this brand", text),
    archived: flag("--archived", "the archived ones too"),
  },
  async run(context, { format: name, from, to, platform, status, brand, archived }) {
    if (from !== undefined && to !== undefined && to < from)
      throw new UsageError(`--to ${to} is before --from ${from}`);
    const { timezone } = await context.deskConfig();
    const filter = {
      platform,
      status,
      brand,
      archived,
      from: from === undefined ? undefined : startOfDay(from, timezone),
      to: to === undefined ? undefined : startOfDay(addDays(to, 1), timezone),
    };
    const format = context.globals.json ? JSON_ARRAY : name === "jsonl" ? JSON_LINES : csvFormat(timezone);
    const count = await withCore(context, async ({ db, decisions }) => {
      const filters = { since: from, until: to, platform, status, brand, archived: archived || undefined };
      const noted = { list: "items", format: context.globals.json ? "json" : (name ?? "csv"), filters } as const;
      await recordExport(context, decisions, { ...noted, count: countExport(db, filter) });
      return write(context, db, filter, format);
    });
    context.hint(`${count} items${archived ? "" : " (the archive is left out: --archived)"}`);
  },
});

const PAGE = 500;

/** How rows become a text: what comes before all, between two, and after all. */
interface Format {
  head: string;
  between: string;
  tail: string;
  row: (row: ExportRow) => string;
}

/** Writes page by page, as fast as the reader takes it: memory stays small, whatever the number of items. */
async function write(context: Context, db: Db, filter: ExportFilter, format: Format): Promise<number> {
  let count = 0;
  await emit(context, format.head);
  for (let after = 0, more = true; more;) {
    const rows = exportPage(db, filter, after, PAGE);
    const page = rows.map(format.row).join(format.between);
    if (page !== "") await emit(context, (count > 0 ? format.between : "") + page);
    count += rows.length;
    after = rows.at(-1)?.item.id ?? after;
    more = rows.length === PAGE;
  }
  await emit(context, format.tail);
  return count;
}

async function emit({ io }: Context, text: string): Promise<void> {
  if (text !== "" && !io.stdout.write(text)) await once(io.stdout, "drain");
}

/** One item with its answer; `time` writes an instant. */
function record({ item, response }: ExportRow, time: (ms: number | null) => string | null): Record<Column, Cell> {
  const { ai_analysis, created_at, fetched_at, updated_at, published_at, archived_at, ...rest } = item;
  const analysis = ai_analysis === null ? null : (JSON.parse(ai_analysis) as StoredAnalysis);
  return {
    ...rest,
    sentiment: analysis?.sentiment ?? null,
    category: analysis?.category ?? null,
    answer: response ? answerText(response) : null,
    answer_status: response?.status ?? null,
    approved_by: response?.approved_by ?? null,
    moderation: response?.moderation ?? null,
    created_at: time(created_at),
    fetched_at: time(fetched_at),
    updated_at: time(updated_at),
    approved_at: time(response?.approved_at ?? null),
    published_at: time(published_at),
    archived_at: time(archived_at),
  };
}

function json(row: ExportRow): string {
  return safeJson(JSON.stringify(record(row, iso)));
}

const JSON_LINES: Format = { head: "", between: "", tail: "", row: (row) => `${json(row)}\n` };
const JSON_ARRAY: Format = { head: "[", between: ",\n", tail: "]\n", row: json };

/** Times as the clock of the business shows them: what a spreadsheet takes for a time. */
function csvFormat(timezone: string): Format {
  const time = (ms: number | null): string | null => (ms === null ? null : wallTime(ms, timezone).replace("T", " "));
  const line = (row: ExportRow): string => {
    const cells = record(row, time);
    return csvLine(COLUMNS.map((column) => cells[column]));
  };
  return { head: csvHead(COLUMNS), between: "", tail: "", row: line };
}

type Column = (typeof COLUMNS)[number];

/** The columns of the CSV file in order; each is a key of a record. */
const COLUMNS = [
  "id",
  "account",
  "platform",
  "item_type",
  "external_id",
  "sku",
  "product_name",
  "brand_id",
  "client_name",
  "client_text",
  "pros",
  "cons",
  "rating",
  "status",
  "error_message",
  "skip_reason",
  "sentiment",
  "category",
  "answer",
  "answer_status",
  "approved_by",
  "moderation",
  "created_at",
  "fetched_at",
  "updated_at",
  "approved_at",
  "published_at",
  "archived_at",
] as const;
