import type { z } from "zod";

type Raw = z.core.$ZodRawIssue;

const WORDS: Record<string, string> = {
  int: "a whole number",
  record: "a mapping",
  object: "a mapping",
  array: "a list",
};

/** Says in plain words what zod found; undefined keeps zod's own message. */
export function inWords(issue: Raw): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${named(issue.expected)}, got ${shown(issue.input)}`;
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
