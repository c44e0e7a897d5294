/** Makes foreign text safe to display: a buyer's text can control neither a terminal nor the reading direction. */

/**
 * Control characters (escape sequences begin with one), invisible characters, and characters that change the writing
 * direction.
 */
const DANGEROUS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** Whole terminal sequences, so that no `[31m` is left behind. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const SEQUENCES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/gu;

/** More combining marks on one letter than any script needs; they would be drawn over neighbouring lines. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** The text without dangerous characters; line breaks and tabs stay. */
export function safeText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(SEQUENCES, "").replace(DANGEROUS, "").replace(PILED_MARKS, "$1");
}

/** The joiner that makes one emoji of several. */
const JOINER = /(?<=[\p{Extended_Pictographic}\u{FE0F}\p{Emoji_Modifier}])\u200D(?=\p{Extended_Pictographic})/u;
const HIDDEN = new RegExp(`(?!${JOINER.source})(?:${DANGEROUS.source})`, "gu");
/** Nearly no page has any of them, and to look behind each of its characters would take longer than to draw it. */
const ANY_DANGEROUS = new RegExp(DANGEROUS.source, "u");

/**
 * What a browser is given: as `safeText`, but emoji stay whole, and each character is judged alone, so that it may be a page
 * of many texts, none of which reaches into the next. Of a terminal sequence the visible part stays.
 */
export function visibleText(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n");
  return (ANY_DANGEROUS.test(lines) ? lines.replace(HIDDEN, "") : lines).replace(PILED_MARKS, "$1");
}

/** An answer as it is stored, so that what a person has seen is what is sent; emoji stay whole. */
export function cleanAnswer(text: string): string {
  return visibleText(text.replace(SEQUENCES, "")).trim();
}

/** JSON that steers no terminal and turns no line around: what is dangerous stands as `\u202e`. The value is the same. */
export function safeJson(json: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(DANGEROUS, (found) => found.split("").map(escaped).join(""));
}

/** The safe text in one line. */
export function safeLine(text: string): string {
  return safeText(text).replace(/\s+/g, " ").trim();
}
