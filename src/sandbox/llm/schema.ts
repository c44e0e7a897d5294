import { z } from "zod";

/** As much of JSON Schema as structured outputs use; other keywords are kept and ignored. */
export interface JsonSchema {
  type?: string | string[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  anyOf?: JsonSchema[] | undefined;
  $ref?: string | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: unknown;
  items?: JsonSchema | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  $defs?: Record<string, JsonSchema> | undefined;
  definitions?: Record<string, JsonSchema> | undefined;
}

/** Parses a schema from a request; the limits that `fit` keeps must have the right types. */
export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).min(1).optional(),
    anyOf: z.array(jsonSchema).min(1).optional(),
    $ref: z.string().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
    minLength: z.int().optional(),
    maxLength: z.int().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    $defs: z.record(z.string(), jsonSchema).optional(),
    definitions: z.record(z.string(), jsonSchema).optional(),
  }),
);

/** Where a strict schema breaks OpenAI's rules for strict ones, in its words; null when it does not. */
export function strictProblem(schema: JsonSchema, context: readonly string[] = []): string | null {
  if (schema.properties !== undefined) {
    const where = `In context=(${context.map((part) => `'${part}'`).join(", ")})`;
    if (schema.additionalProperties !== false) {
      return `${where}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const missing = Object.keys(schema.properties).find((key) => schema.required?.includes(key) !== true);
    if (missing !== undefined) {
      return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  for (const [key, child] of childrenOf(schema)) {
    const problem = strictProblem(child, [...context, key]);
    if (problem !== null) return problem;
  }
  return null;
}

function childrenOf(schema: JsonSchema): (readonly [string, JsonSchema])[] {
  return [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.$defs ?? {}),
    ...(schema.anyOf ?? []).map((child, index) => [`anyOf ${index}`, child] as const),
    ...(schema.items === undefined ? [] : [["items", schema.items] as const]),
  ];
}

/**
 * A value that the schema allows and that is as near to `wanted` as it lets: what it forbids is cut, rounded,
 * left out or replaced by the first thing it offers.
 */
export function fit(schema: JsonSchema, wanted: unknown, root: JsonSchema = schema): unknown {
  if (schema.$ref !== undefined) return fit(resolve(schema.$ref, root), wanted, root);
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum.includes(wanted) ? wanted : schema.enum[0];
  if (schema.anyOf !== undefined) return fit(bestOf(schema.anyOf, wanted, root), wanted, root);
  switch (typeFor(schema, wanted)) {
    case "object":
      return fitObject(schema, wanted, root);
    case "array":
      return fitArray(schema, wanted, root);
    case "string":
      return fitString(schema, wanted);
    case "integer":
      return Math.round(fitNumber(schema, wanted));
    case "number":
      return fitNumber(schema, wanted);
    case "boolean":
      return wanted === true;
    default:
      return null;
  }
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  if (reference === "#") return root;
  const [, place, name] = /^#\/(\$defs|definitions)\/(.+)$/.exec(reference) ?? [];
  const target = name === undefined ? undefined : root[place as "$defs" | "definitions"]?.[name];
  if (target === undefined) throw new RangeError(`the schema has no ${reference}`);
  return target;
}

function bestOf(choices: readonly JsonSchema[], wanted: unknown, root: JsonSchema): JsonSchema {
  const same = choices.find((choice) => JSON.stringify(fit(choice, wanted, root)) === JSON.stringify(wanted));
  return same ?? choices[0] ?? {};
}

function typeFor(schema: JsonSchema, wanted: unknown): string {
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const own = wanted === null ? "null" : Array.isArray(wanted) ? "array" : typeof wanted;
  return types.includes(own) ? own : (types[0] ?? (schema.properties === undefined ? "null" : "object"));
}

function fitObject(schema: JsonSchema, wanted: unknown, root: JsonSchema): object {
  const source = typeof wanted === "object" && wanted !== null ? (wanted as Record<string, unknown>) : {};
  const entries = Object.entries(schema.properties ?? {});
  return Object.fromEntries(entries.map(([key, child]) => [key, fit(child, source[key], root)]));
}

function fitArray(schema: JsonSchema, wanted: unknown, root: JsonSchema): unknown[] {
  const element = schema.items ?? {};
  const given = Array.isArray(wanted) ? wanted.slice(0, schema.maxItems) : [];
  // Only elements that the schema takes as they are: an unknown tag is left out, not turned into another.
  const kept = given.filter((value) => JSON.stringify(fit(element, value, root)) === JSON.stringify(value));
  while (kept.length < (schema.minItems ?? 0)) kept.push(fit(element, undefined, root));
  return kept;
}

function fitString(schema: JsonSchema, wanted: unknown): string {
  const text = typeof wanted === "string" ? wanted : "";
  return text.slice(0, schema.maxLength).padEnd(schema.minLength ?? 0, "-");
}

function fitNumber(schema: JsonSchema, wanted: unknown): number {
  const number = typeof wanted === "number" ? wanted : 0;
  return Math.min(schema.maximum ?? Infinity, Math.max(schema.minimum ?? -Infinity, number));
}
