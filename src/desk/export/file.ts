/** Items with their answers as a file, in portions, so that memory stays small whatever their number. */
import { setImmediate } from "node:timers/promises";
import { writeXlsx } from "../../base/files/xlsx-write.ts";
import type { Config } from "../../config/schema.ts";
import { iso, wallTime } from "../../domain/calendar.ts";
import { safeJson } from "../../domain/wording/safe-text.ts";
import type { Reader } from "../../store/db.ts";
import { exportRows, type ExportRow } from "../../store/views/export.ts";
import { textsOf } from "../../texts/texts.ts";
import { csvHead, csvLine } from "./csv.ts";
import { COLUMNS, recordOf } from "./record.ts";
import { sheetColumns, sheetRow } from "./sheet.ts";

/** `xlsx` for people; `csv` for spreadsheets of programs; `jsonl`: a JSON document per line; `json`: all in one array. */
export const EXPORT_FORMATS = ["xlsx", "csv", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

interface Around {
  db: Reader;
  config: Pick<Config, "timezone" | "locale" | "brands">;
}

/** How many rows are read and written at once. */
const PAGE = 200;

/** The file of these items in the order of the ids. @throws RangeError when they do not fit on one sheet */
export function fileOf(
  around: Around,
  ids: readonly number[],
  format: ExportFormat | "json",
): AsyncGenerator<Uint8Array> {
  const pages = pagesOf(around.db, ids);
  if (format === "xlsx") return workbookOf(around, pages);
  return textOf(pages, format === "csv" ? csvOf(around.config.timezone) : format === "json" ? JSON_ARRAY : JSON_LINES);
}

/** Between two pages others have their turn: a long file holds nobody up. */
async function* pagesOf(db: Reader, ids: readonly number[]): AsyncGenerator<ExportRow[]> {
  for (let at = 0; at < ids.length; at += PAGE) {
    yield exportRows(db, ids.slice(at, at + PAGE));
    await setImmediate();
  }
}

async function* workbookOf({ config }: Around, pages: AsyncIterable<ExportRow[]>): AsyncGenerator<Uint8Array> {
  const texts = textsOf(config.locale);
  const names = new Map(config.brands.map(({ id, name }) => [id, name]));
  const seen = { texts, timezone: config.timezone, brandName: (id: string) => names.get(id) ?? id };
  async function* rows() {
    for await (const page of pages) yield page.map((row) => sheetRow(row, seen));
  }
  yield* writeXlsx(texts.exports.sheet, sheetColumns(texts), rows());
}

/** How rows become a text: what comes before all, between two, and after all. */
interface TextFormat {
  head: string;
  between: string;
  tail: string;
  row: (row: ExportRow) => string;
}

async function* textOf(pages: AsyncIterable<ExportRow[]>, format: TextFormat): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  let before = format.head;
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield bytes.encode(before + page.map(format.row).join(format.between));
    before = format.between;
  }
  yield bytes.encode((before === format.head ? before : "") + format.tail);
}

function json(row: ExportRow): string {
  return safeJson(JSON.stringify(recordOf(row, iso)));
}

const JSON_LINES: TextFormat = { head: "", between: "", tail: "", row: (row) => `${json(row)}\n` };
const JSON_ARRAY: TextFormat = { head: "[", between: ",\n", tail: "]\n", row: json };

/** Times as the clock of the business shows them: what a spreadsheet takes for a time. */
function csvOf(timezone: string): TextFormat {
  const time = (ms: number | null): string | null => (ms === null ? null : wallTime(ms, timezone).replace("T", " "));
  const line = (row: ExportRow): string => {
    const cells = recordOf(row, time);
    return csvLine(COLUMNS.map((column) => cells[column]));
  };
  return { head: csvHead(COLUMNS), between: "", tail: "", row: line };
}
