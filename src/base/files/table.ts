/** Reads a table that a spreadsheet has saved, as .xlsx or as CSV: a head, and rows of its width. */
import { parseCsv, DELIMITERS } from "./csv.ts";
import type { Row } from "./rows.ts";
import { decode, readBounded, requireWhole } from "./text.ts";
import { readXlsx } from "./xlsx.ts";

export interface Table {
  /** The names of the columns, each once. */
  columns: string[];
  /** What stands under the head, one cell for each column. */
  rows: Row[];
  /** How the file was understood, in words: `windows-1251`, `columns divided by ";"`, `sheet "Товары"`. */
  notes: string[];
}

/** Whether a row names the columns that are looked for. */
export type IsHead = (cells: readonly string[]) => boolean;

const MOST_BYTES = 16 * 1024 * 1024;
/** Titles and head stand at the beginning. */
const SNIFFED = 256 * 1024;
/** Titles and explanations above the head. */
const MOST_ROWS_ABOVE = 30;
/** More mistakes than this would hide the first one. */
const MOST_PROBLEMS = 5;

/**
 * Reads the table whose head `isHead` knows; rows above the head are left out.
 * @returns undefined when there is no such head
 * @throws the operating system's error, or an Error that says what is wrong with the file, line by line
 */
export function readTable(file: string, isHead: IsHead): Table | undefined {
  return tableIn(readBounded(file, MOST_BYTES), isHead);
}

/**
 * The same of a file that has been read already, or sent.
 * @throws Error that says what is wrong with the file, line by line
 */
export function tableIn(bytes: Buffer, isHead: IsHead): Table | undefined {
  if (bytes.subarray(0, 4).equals(OLD_EXCEL))
    throw new Error("it is an .xls of old, or locked with a password: save it as .xlsx without one");
  return bytes.subarray(0, 4).equals(ZIP) ? fromXlsx(bytes, isHead) : fromCsv(bytes, isHead);
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

function fromXlsx(bytes: Buffer, isHead: IsHead): Table | undefined {
  for (const { name, rows } of readXlsx(bytes)) {
    const head = headIn(rows, isHead);
    if (head === undefined) continue;
    for (const { line, cells } of rows) requireWhole(cells.join(" "), line);
    const width = Math.max(...rows.map(({ cells }) => cells.length));
    const padded = rows.map(({ line, cells }) => ({
      line,
      cells: Array.from({ length: width }, (_, at) => cells[at]?.trim() ?? ""),
    }));
    return underHead(padded, head, [`sheet "${name}"`]);
  }
  return undefined;
}

function fromCsv(bytes: Buffer, isHead: IsHead): Table | undefined {
  const { text, encoding } = decode(bytes);
  requireWhole(text);
  const [said = "", named] = /^"?sep=(.)"?(?:\r\n|\r|\n)/i.exec(text) ?? [];
  const body = text.slice(said.length);
  const delimiter = named ?? delimiterOf(body.slice(0, SNIFFED), isHead);
  if (delimiter === undefined) return undefined;
  const rows = parseCsv(body, { delimiter });
  if (said !== "") for (const row of rows) row.line += 1;
  const head = headIn(rows, isHead);
  if (head === undefined) return undefined;
  return underHead(rows, head, [encoding, `columns divided by ${delimiter === "\t" ? "tabs" : `"${delimiter}"`}`]);
}

/** The one that gives the head the most columns. Another one in the file is part of a text. */
function delimiterOf(text: string, isHead: IsHead): string | undefined {
  let best: { delimiter: string; width: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const width = headWidth(text, delimiter, isHead);
    if (width > (best?.width ?? 0)) best = { delimiter, width };
  }
  return best?.delimiter;
}

function headWidth(text: string, delimiter: string, isHead: IsHead): number {
  const rows = firstRows(text, delimiter);
  const head = headIn(rows, isHead);
  return head === undefined ? 0 : (rows[head]?.cells.length ?? 0);
}

function firstRows(text: string, delimiter: string): Row[] {
  try {
    return parseCsv(text, { delimiter, most: MOST_ROWS_ABOVE + 1 });
  } catch {
    // The quotes do not fit. Which ones is said when the whole is read, and for that the head has to be found.
    const lines = text.split(/\r\n|\r|\n/, MOST_ROWS_ABOVE + 1);
    return lines.map((line, at) => ({
      line: at + 1,
      cells: line.split(delimiter).map((cell) => cell.replaceAll('"', "").trim()),
    }));
  }
}

function headIn(rows: readonly Row[], isHead: IsHead): number | undefined {
  const at = rows.slice(0, MOST_ROWS_ABOVE + 1).findIndex(({ cells }) => isHead(cells));
  return at < 0 ? undefined : at;
}

function underHead(all: readonly Row[], at: number, notes: string[]): Table {
  const [head, rows] = [all[at]?.cells ?? [], all.slice(at + 1)];
  const width = head.findLastIndex((name) => name !== "") + 1;
  const used = head.slice(0, width).flatMap((name, column) => {
    return name !== "" || rows.some(({ cells }) => cells[column]) ? [column] : [];
  });
  const problems = [...headProblems(head, used), ...rows.flatMap((row) => widthProblem(row, head.length, width))];
  if (problems.length > 0) throw new Error(listed(problems));
  if (at > 0) notes.push(`${at} ${at === 1 ? "line" : "lines"} above the head left out`);
  const pick = (cells: readonly string[]): string[] => used.map((column) => cells[column] ?? "");
  return { columns: pick(head), rows: rows.map(({ line, cells }) => ({ line, cells: pick(cells) })), notes };
}

function headProblems(head: readonly string[], used: readonly number[]): string[] {
  const seen = new Map<string, number>();
  return used.flatMap((column) => {
    const name = head[column] ?? "";
    if (name === "") return [`column ${column + 1} holds something, but has no name`];
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) return [`columns ${earlier + 1} and ${column + 1} have the same name, "${name}"`];
    seen.set(name.toLowerCase(), column);
    return [];
  });
}

/** Cells beyond the head's may be there as long as they are empty, which is how spreadsheets fill up a sheet. */
function widthProblem({ line, cells }: Row, given: number, width: number): string[] {
  const beyond = cells.findIndex((cell, column) => column >= width && cell !== "");
  if (cells.length >= width && beyond < 0) return [];
  return beyond >= 0 && beyond < given
    ? [`line ${line} holds something in column ${beyond + 1}, which has no name`]
    : [`line ${line} has ${cells.length} cells, the head has ${given}`];
}

function listed(problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  return [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
