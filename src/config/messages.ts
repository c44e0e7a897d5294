import type { z } from "zod";

type Raw = z.core.$ZodRawIssue;

const WORDS: Record<string, string> = {
  int: "a whole number",
  record: "a mapping",
  object: "a mapping",
  array: "a list",
};

/**
 * How a configuration is checked: what is found is said in plain words, and zod compiles no functions of its own for the forms, as
 * nearly each of them is used once.
 */
export const CHECK = { error: inWords, jitless: true } as const;

/** Says in plain words what zod found; undefined keeps zod's own message. */
function inWords(issue: Raw): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${named(issue.expected)}, got ${given(issue)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unit(issue.origin)}, got ${sized(issue)}`;
    case "too_small":
      return `must be at least ${issue.minimum}${unit(issue.origin)}, got ${sized(issue)}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}, got ${shown(issue.input)}`;
    case "invalid_key":
      return "is not a known name here";
    default:
      return undefined;
  }
}

/** A value of the wrong type. One that stands where a text or a section belongs may be a secret, and is not quoted. */
function given({ input, expected }: { input?: unknown; expected: string }): string {
  if (input === null) return "nothing";
  if (typeof input === "object") return shown(input);
  if (expected === "string") return `a ${typeof input}: put it in quotes`;
  if (["number", "boolean", "int"].includes(expected)) return shown(input);
  return typeof input === "string" ? "a text" : `a ${typeof input}`;
}

function named(expected: string): string {
  return WORDS[expected] ?? `a ${expected}`;
}

function unit(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" ? " long" : "";
}

function sized(issue: Raw): string {
  const { input } = issue;
  return typeof input === "string" || Array.isArray(input) ? String(input.length) : shown(input);
}

function oneOf(values: readonly unknown[]): string {
  const list = values.map(String).join(", ");
  return values.length === 1 ? list : `one of ${list}`;
}

function shown(input: unknown): string {
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object" && input !== null) return "a mapping";
  return typeof input === "string" ? `"${input}"` : String(input);
}
