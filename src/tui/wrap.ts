import stringWidth from "string-width";
import type { Line } from "./view.ts";

/** The lines as rows of at most so many columns, parted between words; a word that is longer is cut. */
export function wrapped(lines: readonly Line[], width: number): Line[] {
  return lines.flatMap(({ text, tone }) => rowsOf(text, width).map((row) => ({ text: row, tone })));
}

function rowsOf(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(/(?<= )/)) {
    if (stringWidth(row + word.trimEnd()) <= width) {
      row += word;
      continue;
    }
    if (row !== "") rows.push(row.trimEnd());
    const pieces = cut(word, width);
    row = pieces.pop() ?? "";
    rows.push(...pieces);
  }
  return [...rows, row.trimEnd()];
}

function cut(word: string, width: number): string[] {
  if (stringWidth(word.trimEnd()) <= width) return [word];
  const pieces = [""];
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const own = stringWidth(segment);
    if (used + own > width) {
      pieces.push("");
      used = 0;
    }
    pieces[pieces.length - 1] += segment;
    used += own;
  }
  return pieces;
}

/** The first of the groups that fit into so many rows, one after the other. */
export function fitting<T extends { lines: readonly Line[] }>(
  groups: readonly T[],
  width: number,
  height: number,
): T[] {
  let left = height;
  const shown: T[] = [];
  for (const group of groups) {
    left -= wrapped(group.lines, width).length;
    if (left < 0) break;
    shown.push(group);
  }
  return shown;
}

/** A part of rows that do not all fit. */
export interface Part {
  rows: Line[];
  /** The first row of the part. */
  from: number;
  /** How far it can be scrolled. */
  depth: number;
}

/** So many rows from where it was scrolled to; the last place says how to see the others. */
export function scrolled(
  rows: readonly Line[],
  scroll: number,
  height: number,
  hint: { more: string; end: string },
): Part {
  if (rows.length <= height) return { rows: [...rows], from: 0, depth: 0 };
  const room = Math.max(height - 1, 1);
  const depth = rows.length - room;
  const from = Math.min(scroll, depth);
  const said = from < depth ? hint.more : hint.end;
  const more: Line = { text: `${said} (${from + room}/${rows.length})`, tone: "warn" };
  return { rows: [...rows.slice(from, from + room), more], from, depth };
}
