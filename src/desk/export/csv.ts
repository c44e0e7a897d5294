/**
 * Comma-separated values as a Russian spreadsheet opens them by a double click: UTF-8 with a byte order mark, columns
 * divided by semicolons, decimal commas (4.5 would become the fourth of May), lines ended by CR LF.
 */

import { withGuard } from "../../base/files/csv.ts";
import { safeText } from "../../domain/wording/safe-text.ts";

export type Cell = string | number | null;

/** The start of the file: the mark and the heads of the columns. */
export function csvHead(columns: readonly string[]): string {
  return `\uFEFF${csvLine(columns)}`;
}

/** One row. Texts are quoted, and none of them is a formula. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(";")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell).replace(".", ",");
  return `"${harmless(cell).replaceAll('"', '""')}"`;
}

/** A buyer's text must neither run in the manager's spreadsheet nor turn its lines around. */
function harmless(text: string): string {
  return withGuard(safeText(text));
}
