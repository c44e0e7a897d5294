import { safeLine } from "../domain/safe-text.ts";

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

/** On a terminal: aligned, headed, cut to its width. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = rows.map((row) => columns.map((column) => safeLine(String(column.value(row) ?? "–"))));
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((line) => displayWidth(line[i] ?? ""))),
  );
  const fixed = widths.reduce((sum, w, i) => sum + (columns[i]?.flexible ? 0 : w + 2), 0);
  const limits = widths.map((w, i) => (columns[i]?.flexible ? Math.min(w, Math.max(width - fixed, 10)) : w));
  const line = (texts: string[]): string => {
    return texts
      .map((text, i) => fit(text, limits[i] ?? 0, columns[i]?.align))
      .join("  ")
      .trimEnd();
  };
  return [line(columns.map((column) => column.title)), ...cells.map(line)].join("\n");
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

function cutTo(text: string, width: number): string {
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
