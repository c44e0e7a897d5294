/** Reads comma-separated values in the dialects of spreadsheets. */
import { parse } from "csv-parse/sync";
import type { Row } from "./rows.ts";

/** What can divide columns; a file has one of them. */
export const DELIMITERS = [";", "\t", ",", "|"] as const;

interface CsvOptions {
  delimiter: string;
  /** How many rows to read; all without it. */
  most?: number;
}

/**
 * The rows that hold something. A quote within a text that is not quoted belongs to the text: `15,6" IPS`.
 * @throws Error that names the line, when quotes do not fit
 */
export function parseCsv(text: string, { delimiter, most }: CsvOptions): Row[] {
  const options = {
    delimiter,
    info: true,
    // Spreadsheets for the Macintosh of old end lines by a CR alone.
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    ltrim: true,
    rtrim: true,
    max_record_size: MOST_CHARACTERS_A_ROW,
    ...(most !== undefined && { to: most }),
  } as const;
  // The types of the package do not tell what `info` adds.
  const found = parse(text, { ...options, record_delimiter: [...options.record_delimiter] }) as unknown as Found[];
  return found
    .map(({ record, info }) => ({
      line: info.lines - breaksIn(record),
      cells: record.map((cell) => withoutGuard(cell.trim())),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** How many line breaks stand within the quotes of a row. */
function breaksIn(record: readonly string[]): number {
  let breaks = 0;
  for (const cell of record) if (/[\r\n]/.test(cell)) breaks += cell.split(/\r\n|\r|\n/).length - 1;
  return breaks;
}

interface Found {
  record: string[];
  /** `lines`: how many lines of the text end with this row. */
  info: { lines: number };
}

const MOST_CHARACTERS_A_ROW = 1024 * 1024;

/**
 * What a spreadsheet takes for the start of a formula, also behind characters that are not seen, and in full width
 * (OWASP, CSV injection). What has apostrophes before it already gets one more, so that one can be taken away again.
 */
const FORMULA = /^'*(?:[\s\p{Cf}\p{Cc}\p{Variation_Selector}]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/u;

/** A text that a spreadsheet shows as it is: before what would be a formula stands an apostrophe. */
export function withGuard(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** `="0123"` is how some exports keep a spreadsheet from taking a text for a number. */
function withoutGuard(cell: string): string {
  const [, kept] = /^="([^"]*)"$/.exec(cell) ?? [];
  if (kept !== undefined) return kept.trim();
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
