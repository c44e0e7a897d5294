import { safeLine } from "../../domain/wording/safe-text.ts";

/** A column of a list: how it is headed on a terminal, and what a row shows there and in a pipe. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null;
  /** Another form for pipes: absolute times, full texts. */
  plain?: (row: Row) => string | number | null;
  align?: "right";
  /** Takes the room that is left, and is cut there. */
  flexible?: true;
}

/** What separates two columns. */
const GAP = "  ";
/** A cut column keeps this much, so that one can still tell what it was. */
const LEAST = 4;

/** On a terminal: aligned, headed, each line cut to its width with `…` and never wrapped. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = rows.map((row) => columns.map((column) => safeLine(String(column.value(row) ?? "–"))));
  const wanted = columns.map((column, i) =>
    Math.max(displayWidth(column.title), ...cells.map((line) => displayWidth(line[i] ?? ""))),
  );
  const limits = squeeze(wanted, columns, width - GAP.length * (columns.length - 1));
  const line = (texts: string[]): string => {
    const joined = texts.map((text, i) => fit(text, limits[i] ?? 0, columns[i]?.align)).join(GAP);
    return fit(joined, width).trimEnd();
  };
  return [line(columns.map((column) => column.title)), ...cells.map(line)].join("\n");
}

/** Takes what is too much from the flexible columns, then from the widest texts, and from numbers last. */
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

function fit(text: string, width: number, align?: "right"): string {
  const cut = displayWidth(text) > width ? `${cutTo(text, width - 1)}…` : text;
  const padding = " ".repeat(Math.max(width - displayWidth(cut), 0));
  return align === "right" ? padding + cut : cut + padding;
}

/** As much of a text as fits into so many columns. */
export function cutTo(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}

/** Columns that a text takes on a terminal: none for combining marks, two for wide characters and emoji. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200D|\uFE0F/u.test(character)) continue;
    width +=
      /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
