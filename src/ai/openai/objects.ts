/** JSON objects in what a model wrote: alone, in a code fence, with prose around them, or not quite well-formed. */
import { parsedJson } from "../../base/json.ts";

/** A model writes some thousand characters; what is longer than this is not read from its beginning. */
const LONGEST_TEXT = 100_000;
const LONGEST_OBJECT = 40_000;
/** Deeper than anything that is asked for. */
const DEEPEST = 20;
/** The steps after which a text full of braces is given up. */
const MOST_STEPS = 4_000_000;

/** The objects that stand side by side in a text, in their order. */
export interface Found {
  objects: unknown[];
  /** The last object was begun and never ended, as in an answer that was cut off. */
  isCut: boolean;
}

/** Whether a text is one well-formed object and nothing else. */
export function isOneObject(text: string): boolean {
  return isObject(parsedJson(text));
}

/** Finds the outermost objects; what stands inside one of them is not listed by itself. */
export function objectsIn(content: string): Found {
  const text = content.slice(-LONGEST_TEXT);
  const whole = parsed(text.trim());
  if (isObject(whole)) return { objects: [whole], isCut: false };
  // An object that was turned into a string once too often.
  if (typeof whole === "string") return objectsIn(whole);
  const objects: unknown[] = [];
  const steps = { left: MOST_STEPS };
  let isCut = false;
  for (let start = text.indexOf("{"); start !== -1; start = text.indexOf("{", start + 1)) {
    const piece = balanced(text, start, steps);
    const value = piece === null ? undefined : parsed(piece);
    // Beside a brace of prose, one with a quoted name behind it begins an object.
    if (piece === null && /^\{\s*"/u.test(text.slice(start, start + 200))) isCut = true;
    if (piece === null || !isObject(value)) continue;
    objects.push(value);
    isCut = false;
    start += piece.length - 1;
  }
  return steps.left > 0 ? { objects, isCut } : { objects: [], isCut: true };
}

/** Whether a value is an object with names, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text from an opening brace to the one that closes it, braces in strings aside. */
function balanced(text: string, start: number, steps: { left: number }): string | null {
  let depth = 0;
  let quoted = false;
  const end = Math.min(text.length, start + LONGEST_OBJECT);
  for (let at = start; at < end && depth <= DEEPEST; at++) {
    if (steps.left-- <= 0) return null;
    const letter = text[at];
    if (quoted && letter === "\\") at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === "{") depth++;
    else if (!quoted && letter === "}" && --depth === 0) return text.slice(start, at + 1);
  }
  return null;
}

function parsed(text: string): unknown {
  return parsedJson(text) ?? parsedJson(withoutRawBreaks(text)) ?? oneSentence(text);
}

const ESCAPES: Record<string, string> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

const STRING_OR_COMMA = /"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/gu;

/** Escapes line breaks inside strings, which JSON does not allow raw, and drops a comma before a closing bracket. */
function withoutRawBreaks(text: string): string {
  return text.replace(STRING_OR_COMMA, (found) =>
    found === "," ? "" : found.replace(/\p{Cc}/gu, (letter) => ESCAPES[letter] ?? " "),
  );
}

const ONE_STRING = /^\{\s*"([^"]{1,40})"\s*:\s*"([\s\S]*)"\s*\}$/u;

/** `{"answer": "Вкус "Крема" …"}`: an object of one string whose inner quotes are not escaped. */
function oneSentence(text: string): unknown {
  const [, name, words] = ONE_STRING.exec(text) ?? [];
  if (name === undefined || words === undefined || /"\s*[,:]\s*["{[\d]/u.test(words)) return undefined;
  const escaped = words.replace(/(?<!\\)"/gu, String.raw`\"`);
  return parsedJson(withoutRawBreaks(`{${JSON.stringify(name)}: "${escaped}"}`));
}
