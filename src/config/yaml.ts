/** Reads YAML as plain data that a form describes, and keeps the line of everything that is wrong. */
import { LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { CHECK } from "./messages.ts";
import { InvalidConfig, place, position, problemsOf } from "./problems.ts";
import { faultsOf } from "./yaml-faults.ts";

/** More problems than this would hide the first one. */
const MOST_PROBLEMS = 20;

/** A text as plain data, with what is needed to find the line of a place in it. */
interface Yaml {
  value: unknown;
  document: Document;
  lines: LineCounter;
}

/**
 * @throws InvalidConfig when the text is no YAML, nests too deep, expands to far more than was written, or holds what is
 * no plain data. Its messages quote nothing of the text, which may be a secret
 */
export function parseYaml(text: string, file: string, hint?: string): Yaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = faultsOf(document)
    .slice(0, MOST_PROBLEMS)
    .map(({ at, message }) => ({ ...position(lines, at), path: "", message }));
  if (faults.length > 0) throw new InvalidConfig(file, faults, hint);
  return { value: document.toJS(), document, lines };
}

/** A file that a form describes. */
interface FormFile {
  /** The file's name in error messages. */
  file: string;
  text: string;
  /** What to do when something is wrong in it. */
  hint: string;
  /** Defaults for what the file leaves out; a list is replaced as a whole. */
  under?: unknown;
}

/** @throws InvalidConfig with every problem, its line and column */
export function readForm<T>(form: z.ZodType<T>, { file, text, hint, under }: FormFile): T {
  const { value, document, lines } = parseYaml(text, file, hint);
  const parsed = form.safeParse(under === undefined ? value : laidOver(under, value ?? {}), CHECK);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, MOST_PROBLEMS).flatMap((issue) => problemsOf(issue, form));
  throw new InvalidConfig(file, place(problems.slice(0, MOST_PROBLEMS), document, lines), hint);
}

/** Merges two mappings: `over` where it has a value, `under` elsewhere. */
function laidOver(under: unknown, over: unknown): unknown {
  if (!isMapping(under) || !isMapping(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, Object.hasOwn(over, key) ? laidOver(own(under, key), over[key]) : under[key]]),
  );
}

function own(mapping: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
