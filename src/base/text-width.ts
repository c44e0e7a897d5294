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

/** The columns that a text takes: none for combining marks, two for wide characters and emoji. */
export function textWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** As much of a text as fits into the columns; what is seen as one character is never split. */
export function cutTo(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (NARROW.test(text)) return text.slice(0, Math.max(width, 0));
  let kept = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += textWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

/** A text in exactly this many columns: padded with spaces, or cut with `…`. */
export function fitTo(text: string, width: number, align: "left" | "right" = "left"): string {
  const cut = textWidth(text) <= width || width <= 0 ? cutTo(text, width) : `${cutTo(text, width - 1)}…`;
  const padding = " ".repeat(Math.max(width - textWidth(cut), 0));
  return align === "right" ? padding + cut : cut + padding;
}

/**
 * A text in rows of at most this many columns, broken between words; a longer word is broken too. The indent of the
 * first row stays. A character that is wider than a row gets a row of its own.
 */
export function wrapTo(text: string, width: number): string[] {
  // Most texts fit, and `wrap-ansi` measures each of their words to find that out.
  if (text.length <= width && NARROW.test(text)) return [text.replace(/ +$/, "")];
  const [first = "", ...others] = wrapAnsi(text, width, { hard: true, trim: false }).split("\n");
  return [first.replace(/ +$/, ""), ...others.map((row) => row.replace(/^ +| +$/g, "")).filter((row) => row !== "")];
}
