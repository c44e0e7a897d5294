/**
 * How many columns texts take on a terminal. It uses the packages that Ink measures and wraps with, so that the command
 * line and the screens agree. Texts must not contain control characters (see `safeText`).
 */
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/**
 * Letters and signs of one column each, which nearly all texts are made of; `string-width` looks at each character of
 * them, and takes a hundred times as long.
 */
const NARROW = /^[ -~«»·\u0400-\u0482\u048A-\u052F–—…№₽→○●★✓✗]*$/;

const characters = new Intl.Segmenter();

/** The columns that a text takes: none for combining marks, two for wide characters and emoji. */
export function textWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** As much of a text as fits into the columns; what is seen as one character is never split. */
export function cutTo(text: string, width: number): string {
  if (NARROW.test(text)) return text.slice(0, Math.max(width, 0));
  let kept = "";
  let used = 0;
  // A review is a hundred times as long as its line in a list, so no more of it is looked at than is kept.
  for (const { segment } of characters.segment(text)) {
    used += textWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

/** A text in exactly this many columns: padded with spaces, or cut with `…`. */
export function fitTo(text: string, width: number, align: "left" | "right" = "left"): string {
  const fitting = cutTo(text, width);
  const cut = fitting === text || width <= 0 ? fitting : `${cutTo(text, width - 1)}…`;
  const padding = " ".repeat(Math.max(width - textWidth(cut), 0));
  return align === "right" ? padding + cut : cut + padding;
}

/** More texts than a screen shows. */
const MOST_WRAPPED = 500;
const wrapped = new Map<string, readonly string[]>();

/**
 * A text in rows of at most this many columns, broken between words; a longer word is broken too. The indent of the
 * first row stays. A character that is wider than a row gets a row of its own.
 */
export function wrapTo(text: string, width: number): readonly string[] {
  // Most texts fit, and `wrap-ansi` measures each of their words to find that out.
  if (text.length <= width && NARROW.test(text)) return [text.replace(/ +$/, "")];
  // The others are mostly those of the last drawing.
  const key = `${width} ${text}`;
  const rows = wrapped.get(key) ?? broken(text, width);
  if (wrapped.size >= MOST_WRAPPED) wrapped.clear();
  wrapped.set(key, rows);
  return rows;
}

function broken(text: string, width: number): string[] {
  const [first = "", ...others] = wrapAnsi(text, width, { hard: true, trim: false }).split("\n");
  return [first.replace(/ +$/, ""), ...others.map((row) => row.replace(/^ +| +$/g, "")).filter((row) => row !== "")];
}
