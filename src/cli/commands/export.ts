import { once } from "node:events";
import { openCore } from "../../app.ts";
import { addDays, startOfDay, wallTime, iso } from "../../domain/calendar.ts";
import type { StoredAnalysis } from "../../domain/analysis.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { UsageError } from "../../base/errors.ts";
import { exportPage, type ExportFilter, type ExportRow } from "../../store/views/export.ts";
import { answerText } from "../../store/tables/responses.ts";
import type { Context, Options } from "../context.ts";
import { csvHead, csvLine, type Cell } from "../terminal/csv.ts";
import { readDay } from "../days.ts";
import { readOneOf } from "../arguments.ts";

const PAGE = 500;

/** How rows become a text: what comes before all, between two, and after all. */
interface Format {
  head: string;
  between: string;
  tail: string;
  row: (row: ExportRow) => string;
}

/** Writes page by page, as fast as the reader takes it: memory stays small, whatever the number of items. */
export async function exportItems(context: Context, options: Options): Promise<void> {
  const name = readOneOf(options["format"], ["csv", "jsonl"] as const, "--format") ?? "csv";
  const config = await context.deskConfig();
  const filter = readFilter(options, config.timezone);
  const format = context.globals.json ? JSON_ARRAY : name === "csv" ? csvFormat(config.timezone) : JSON_LINES;
  const core = openCore(config);
  let count = 0;
  try {
    await emit(context, format.head);
    for (let after = 0, more = true; more;) {
      const rows = exportPage(core.db, filter, after, PAGE);
      const text = rows.map(format.row).join(format.between);
      if (text !== "") await emit(context, (count > 0 ? format.between : "") + text);
      count += rows.length;
      after = rows.at(-1)?.item.id ?? after;
      more = rows.length === PAGE;
    }
    await emit(context, format.tail);
  } finally {
    core.close();
  }
  context.hint(`${count} items${filter.archived ? "" : " (the archive is left out: --archived)"}`);
}

async function emit({ io }: Context, text: string): Promise<void> {
  if (text !== "" && !io.stdout.write(text)) await once(io.stdout, "drain");
}

function readFilter(options: Options, timezone: string): ExportFilter {
  const { from, to, brand, archived } = options;
  const first = from === undefined ? undefined : readDay(from, "--from");
  const last = to === undefined ? undefined : readDay(to, "--to");
  if (first !== undefined && last !== undefined && last < first)
    throw new UsageError(`--to ${last} is before --from ${first}`);
  return {
    from: first === undefined ? undefined : startOfDay(first, timezone),
    to: last === undefined ? undefined : startOfDay(addDays(last, 1), timezone),
    platform: readOneOf(options["platform"], PLATFORMS, "--platform"),
    status: readOneOf(options["status"], ITEM_STATUSES, "--status"),
    brand: brand === undefined ? undefined : String(brand),
    archived: archived === true,
  };
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

const JSON_LINES: Format = { head: "", between: "", tail: "", row: (row) => `${JSON.stringify(record(row, iso))}\n` };
const JSON_ARRAY: Format = { head: "[", between: ",\n", tail: "]\n", row: (row) => JSON.stringify(record(row, iso)) };

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

/** Of the CSV, in this order; each is a key of a record. */
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
