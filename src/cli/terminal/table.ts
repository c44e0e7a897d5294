import { fitTo, textWidth } from "../../base/text-width.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";

/** A column of a list: how it is headed on a terminal, and what a row shows there and in a pipe. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null;
  /** A different form for pipes, with absolute times and full texts. */
  plain?: (row: Row) => string | number | null;
  align?: "right";
  /** Whether the column takes the remaining width and is cut to it. */
  flexible?: true;
}

/** What separates two columns. */
const GAP = "  ";
/** The smallest width of a cut column, at which its content can still be recognised. */
const LEAST = 4;

/** On a terminal: aligned, headed, each line cut to its width with `…` and never wrapped. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = rows.map((row) => columns.map((column) => safeLine(String(column.value(row) ?? "–"))));
  const wanted = columns.map((column, i) =>
    Math.max(textWidth(column.title), ...cells.map((line) => textWidth(line[i] ?? ""))),
  );
  const limits = squeeze(wanted, columns, width - GAP.length * (columns.length - 1));
  const line = (texts: string[]): string => {
    const joined = texts.map((text, i) => fitTo(text, limits[i] ?? 0, columns[i]?.align)).join(GAP);
    return fitTo(joined, width).trimEnd();
  };
  return [line(columns.map((column) => column.title)), ...cells.map(line)].join("\n");
}

/** Removes the excess width first from the flexible columns, then from the widest texts, and last from numbers. */
function squeeze<Row>(wanted: readonly number[], columns: readonly Column<Row>[], room: number): number[] {
  const limits = [...wanted];
  const take = (from: (column: Column<Row>) => boolean, least: number): boolean => {
    let widest = -1;
    for (const [i, column] of columns.entries()) {
      const size = limits[i] ?? 0;
      if (from(column) && size > least && size > (limits[widest] ?? 0)) widest = i;
    }
    if (widest >= 0) limits[widest] = (limits[widest] ?? 0) - 1;
    return widest >= 0;
  };
  let excess = limits.reduce((sum, size) => sum + size, 0) - room;
  while (excess-- > 0) {
    const taken =
      take(({ flexible }) => flexible === true, 10) ||
      take(({ align }) => align !== "right", LEAST) ||
      take(() => true, LEAST);
    if (!taken) break;
  }
  return limits;
}

/** In a pipe: tab-separated, no header, nothing cut. */
export function tabSeparated<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return rows
    .map((row) => columns.map((column) => safeLine(String((column.plain ?? column.value)(row) ?? ""))).join("\t"))
    .join("\n");
}
