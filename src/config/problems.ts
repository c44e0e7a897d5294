/** Turns what zod and the cross-checks found into messages with line and column. */
import { isMap, isNode, isScalar, type Document, type LineCounter } from "yaml";
import type { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { pathKey, type Origins, type Path, type Problem } from "./sources.ts";
import { suggest } from "./suggest.ts";

/** A problem with its place, as it is printed: `reputation.yaml:14:9  http.port  must be at most 65535`. */
export interface PlacedProblem {
  line: number;
  column: number;
  path: string;
  message: string;
}

const SEE_EVERY_KEY =
  "To see every key: reputation init --no-input --config example.yaml    then: reputation config check";

/** Everything that is wrong with a file, at once. */
export class InvalidConfig extends ConfigError {
  readonly file: string;
  readonly problems: PlacedProblem[];

  constructor(file: string, problems: PlacedProblem[], hint = SEE_EVERY_KEY) {
    const lines = problems.map(
      (p) => `${file}:${p.line}:${p.column}  ${[p.path, p.message].filter(Boolean).join("  ")}`,
    );
    super(lines.join("\n"), { hint });
    this.file = file;
    this.problems = problems;
  }
}

/** One message per unknown key of a form, one per other issue. */
export function problemsOf(issue: z.core.$ZodIssue, form: z.core.$ZodType): Problem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, keysAt(path, form)) }));
}

function unknownKey(key: string, known: string[]): string {
  const near = suggest(key, known);
  return near === undefined ? `unknown key "${key}"` : `unknown key "${key}" (did you mean "${near}"?)`;
}

/** The keys the form knows at a place of the file, over all variants of a union. */
function keysAt(path: Path, form: z.core.$ZodType): string[] {
  let schemas = [form];
  for (const step of path) schemas = schemas.flatMap(unwrapped).flatMap((schema) => inside(schema, step));
  return schemas.flatMap(unwrapped).flatMap((schema) => Object.keys(shapeOf(schema)));
}

function inside(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  const { element, valueType } = schema._zod.def as Shaped;
  const child = shapeOf(schema)[step] ?? element ?? valueType;
  return child ? [child] : [];
}

interface Shaped {
  element?: z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
  keyType?: { _zod: { def: { entries?: Record<string, string> } } };
  valueType?: z.core.$ZodType;
}

/** The named properties of an object, or of a record whose keys are an enum. */
function shapeOf(schema: z.core.$ZodType): Record<string, z.core.$ZodType> {
  const definition = schema._zod.def as Shaped;
  if (definition.shape) return definition.shape;
  const { keyType, valueType } = definition;
  const keys = Object.values(keyType?._zod.def.entries ?? {});
  return valueType ? Object.fromEntries(keys.map((key) => [key, valueType])) : {};
}

interface Wrapping {
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  options?: z.core.$ZodType[];
}

/** Looks through `.default()`, `.optional()`, `.transform()` and unions. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType[] {
  const definition = schema._zod.def as Wrapping;
  const inner = definition.innerType ?? definition.in;
  if (inner) return unwrapped(inner);
  return definition.options ? definition.options.flatMap(unwrapped) : [schema];
}

/** Adds line and column, in the order of the file. */
export function place(problems: Problem[], document: Document, lines: LineCounter): PlacedProblem[] {
  const placed = problems.map(({ path, message }) => {
    return { ...position(lines, offsetOf(document, path)), path: pathKey(path), message };
  });
  return placed.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Line and column, from 1, of an offset in the text. */
export function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where a path begins in the text: its value, its key, or the nearest thing around it that exists. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      const node = pair && length < path.length ? pair.value : pair?.key;
      if (isNode(node) && node.range) return node.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/**
 * Records line and column of every leaf whose value did not come from elsewhere.
 * @param value what the document holds as plain data
 */
export function markOrigins(
  { value: all, document, lines }: { value: unknown; document: Document; lines: LineCounter },
  file: string,
  origins: Origins,
): void {
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, entry] of Object.entries(value))
        visit(entry, [...path, Array.isArray(value) ? Number(key) : key]);
      return;
    }
    const { line } = position(lines, offsetOf(document, path));
    if (!origins.has(pathKey(path))) origins.set(pathKey(path), `${file}:${line}`);
  };
  visit(all, []);
}
