import { NetError } from "./failure.ts";

/** Deeper nesting than any API uses; code that walks a value may recurse. */
const DEEPEST = 100;
/** Commas and opening brackets; a page of 1,000 reviews has about 80,000, and one of 100,000 broken elements is still read. */
const MOST_VALUES = 500_000;

/**
 * A body as JSON: null for an empty one, undefined for one that is not JSON. What is nested deeper than a hundred levels is
 * left out, so that one part of it does not make the rest unreadable: a list or an object at level 101 is empty.
 * @throws NetError `too_large` when it holds too many values
 */
export function parseJson(text: string): unknown {
  if (text.trim() === "") return null;
  const bounded = withoutDepths(text);
  try {
    return JSON.parse(bounded);
  } catch {
    return undefined;
  }
}

/** One pass over the text, before anything is built from it. */
function withoutDepths(text: string): string {
  const kept: string[] = [];
  let [from, depth, values] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values++;
    else if (isClose(code)) depth--;
    else if (isOpen(code)) {
      values++;
      if (++depth > DEEPEST) {
        kept.push(text.slice(from, at + 1));
        from = at = endOfNested(text, at);
        depth--;
      }
    }
    if (values > MOST_VALUES) throw unreadable(`more than ${MOST_VALUES} values`);
  }
  return from === 0 ? text : kept.join("") + text.slice(from);
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];

function isOpen(code: number): boolean {
  return code === 0x5b || code === 0x7b;
}

function isClose(code: number): boolean {
  return code === 0x5d || code === 0x7d;
}

/** The place of the bracket that closes the one at `start`; the text's end when there is none. */
function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (isOpen(code)) depth++;
    else if (isClose(code) && --depth === 0) return at;
  }
  return text.length;
}

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
