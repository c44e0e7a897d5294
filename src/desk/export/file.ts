/** A table as a file, in portions, so that memory stays small whatever its length. */
import { writeXlsx, type SheetCell, type SheetColumn } from "../../base/files/xlsx-write.ts";
import { safeJson } from "../../domain/wording/safe-text.ts";
import { csvHead, csvLine, type Cell } from "./csv.ts";

/** `xlsx` for people; `csv` for spreadsheets of programs; `jsonl`: a JSON document per line; `json`: all in one array. */
export const EXPORT_FORMATS = ["xlsx", "csv", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type FileFormat = ExportFormat | "json";

/** What the rows of a table become in a file of each kind. */
export interface Layout<Row> {
  /** As a manager reads it. */
  sheet: { name: string; columns: readonly SheetColumn[]; cells: (row: Row) => SheetCell[] };
  /** The columns of a CSV file in order, and their cells. */
  csv: { columns: readonly string[]; cells: (row: Row) => Cell[] };
  /** The document that programs read. */
  record: (row: Row) => Record<string, unknown>;
}

/** @throws RangeError when the rows do not fit on one sheet */
export function writeTable<Row>(
  layout: Layout<Row>,
  pages: AsyncIterable<readonly Row[]>,
  format: FileFormat,
): AsyncGenerator<Uint8Array> {
  if (format === "xlsx") return workbookOf(layout, pages);
  return textOf(pages, format === "csv" ? csvOf(layout) : jsonOf(layout, format));
}

async function* workbookOf<Row>(
  { sheet: { name, columns, cells } }: Layout<Row>,
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  async function* rows() {
    for await (const page of pages) yield page.map(cells);
  }
  yield* writeXlsx(name, columns, rows());
}

/** How rows become a text: what comes before all, between two, and after all. */
interface TextFormat<Row> {
  head: string;
  between: string;
  tail: string;
  row: (row: Row) => string;
}

async function* textOf<Row>(pages: AsyncIterable<readonly Row[]>, format: TextFormat<Row>): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  let before = format.head;
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield bytes.encode(before + page.map(format.row).join(format.between));
    before = format.between;
  }
  yield bytes.encode((before === format.head ? before : "") + format.tail);
}

function jsonOf<Row>({ record }: Layout<Row>, format: "json" | "jsonl"): TextFormat<Row> {
  const json = (row: Row): string => safeJson(JSON.stringify(record(row)));
  if (format === "json") return { head: "[", between: ",\n", tail: "]\n", row: json };
  return { head: "", between: "", tail: "", row: (row) => `${json(row)}\n` };
}

function csvOf<Row>({ csv: { columns, cells } }: Layout<Row>): TextFormat<Row> {
  return { head: csvHead(columns), between: "", tail: "", row: (row) => csvLine(cells(row)) };
}
