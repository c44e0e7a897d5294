import { NetError } from "./failure.ts";

/** Deeper nesting than any API uses; code that walks a value may recurse. */
const DEEPEST = 100;
/** A page of 5,000 reviews has about 300,000 values. */
const MOST_VALUES = 3_000_000;

/**
 * A body as JSON: null for an empty one, undefined for one that is not JSON.
 * @throws NetError `too_large` when it is nested too deeply or holds too many values
 */
export function parseJson(text: string): unknown {
  if (text.trim() === "") return null;
  assertBounded(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One pass over the text, before anything is built from it. */
function assertBounded(text: string): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values++;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    if (depth > DEEPEST) throw unreadable(`nested deeper than ${DEEPEST} levels`);
    if (values > MOST_VALUES) throw unreadable(`more than ${MOST_VALUES} values`);
  }
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The place of the quote that closes the string which begins at `start`; the text's end when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

function unreadable(why: string): NetError {
  return new NetError(`the reply is ${why}`, { fault: "too_large", left: true });
}
