/**
 * Comma-separated values as a Russian spreadsheet opens them by a double click: UTF-8 with a byte order mark, columns
 * divided by semicolons, decimal commas (4.5 would become the fourth of May), lines ended by CR LF.
 */

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

/** What a spreadsheet takes for the start of a formula, also behind blanks and in full width (reference: OWASP, CSV injection). */
const FORMULA = /^[\s\uFEFF\u200B]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

/** A buyer's text must not run in the manager's spreadsheet: an apostrophe makes it a text. */
function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly these cannot be in a cell
  const printable = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, "");
  return FORMULA.test(printable) ? `'${printable}` : printable;
}
