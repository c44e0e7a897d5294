/** The cells of one sheet of a workbook as texts. */
import { numberIn, type Format } from "./xlsx-formats.ts";
import { walkXml } from "./xml.ts";
import type { Row } from "./rows.ts";

/** What the sheets of a workbook share. */
export interface Shared {
  texts: readonly string[];
  formats: readonly Format[];
  isFrom1904: boolean;
}

const MOST_COLUMNS = 1000;
const MOST_CELLS = 5_000_000;

/** The cell that is being read. */
interface Cell {
  place: string;
  column: number;
  kind: string;
  format: Format;
  text: string;
  isFormula: boolean;
}

/**
 * The rows that hold something, each with its number in the sheet.
 * @throws Error that names the cell, when one holds an error or a formula without its result
 */
export function readSheet(xml: string, shared: Shared): Row[] {
  const rows: Row[] = [];
  const merged: string[] = [];
  let row: Row = { line: 0, cells: [] };
  let cell: Cell | undefined;
  let count = 0;
  walkXml(xml, {
    open(name, attributes) {
      if (name === "row") row = { line: Number(attributes["r"] ?? row.line + 1), cells: [] };
      else if (name === "c") cell = startOf(attributes, row, shared.formats);
      else if (name === "mergeCell") merged.push(attributes["ref"] ?? "");
    },
    close(name, text) {
      if (name === "row" && row.cells.some((content) => content !== "")) rows.push(row);
      if (!cell) return;
      if (name === "v" || (name === "t" && cell.kind === "inlineStr")) cell.text += text;
      else if (name === "f") cell.isFormula = true;
      else if (name === "c") {
        if (++count > MOST_CELLS) throw new Error(`it holds more than ${MOST_CELLS} cells`);
        put(row.cells, cell.column, contentOf(cell, shared));
        cell = undefined;
      }
    },
  });
  for (const range of merged) fillDown(rows, range);
  return rows;
}

function startOf(attributes: Record<string, string>, row: Row, formats: readonly Format[]): Cell {
  const { r, t: kind = "n", s: style = "" } = attributes;
  const column = r === undefined ? row.cells.length : columnOf(r);
  if (column >= MOST_COLUMNS) throw new Error(`it has more than ${MOST_COLUMNS} columns`);
  const place = r ?? `${column + 1} of row ${row.line}`;
  return { place, column, kind, format: formats[Number(style)] ?? "number", text: "", isFormula: false };
}

/** `B7` is in column 1. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(place)?.[0] ?? "A") column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function put(cells: string[], column: number, text: string): void {
  while (cells.length < column) cells.push("");
  cells[column] = text;
}

function contentOf({ place, kind, text, format, isFormula }: Cell, { texts, isFrom1904 }: Shared): string {
  if (kind === "e") throw new Error(`cell ${place} holds the error ${text}`);
  if (isFormula && text === "" && kind !== "str")
    throw new Error(`cell ${place} holds a formula without its result: open the file in a spreadsheet and save it`);
  if (kind === "s") {
    const shared = texts[Number(text)];
    if (shared === undefined) throw new Error(`cell ${place} names a text that is not there`);
    return shared;
  }
  if (kind === "b") return text === "1" ? "да" : "нет";
  if (kind !== "n" || text.trim() === "") return text;
  const value = Number(text);
  return Number.isFinite(value) ? numberIn(value, format, isFrom1904) : text;
}

/** A merged cell keeps its text in its first row; in a table it counts for each of its rows. */
function fillDown(rows: readonly Row[], range: string): void {
  const [, first = "", from = "", to = ""] = /^([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(range) ?? [];
  const text = rows.find(({ line }) => line === Number(from))?.cells[columnOf(first)];
  if (!text) return;
  for (const { line, cells } of rows) if (line > Number(from) && line <= Number(to)) put(cells, columnOf(first), text);
}
