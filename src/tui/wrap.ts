import { wrapTo } from "../base/text-width.ts";
import type { Line } from "./view.ts";

/** Wraps lines to rows of at most `width` columns. */
export function wrapped(lines: readonly Line[], width: number): Line[] {
  return lines.flatMap(({ text, tone }) => wrapTo(text, width).map((row) => ({ text: row, tone })));
}

/** A part of rows that do not all fit. */
export interface Part {
  rows: Line[];
  /** The first row of the part. */
  from: number;
  /** How far it can be scrolled. */
  depth: number;
}

/** As many rows as fit, from where the text is scrolled to; the last row says how to see the others. */
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
