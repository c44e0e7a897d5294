import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { QUICK_SCHEMAS } from "./quick-schemas.ts";

type Schema = Record<string, unknown>;

const document = JSON.parse(readFileSync(new URL("../../docs/json.schema.json", import.meta.url), "utf8")) as {
  $defs: Schema;
  commands: Schema;
};

/** The commands that the schema describes: `inbox`, `jobs list`. */
export const DOCUMENTED = Object.keys(document.commands);

/** A reader must put up with new keys; here a key that is not documented is a mistake. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in schema ? { ...inner, additionalProperties: false } : inner;
}

const ajv = new Ajv2020({
  ...QUICK_SCHEMAS,
  allErrors: true,
  allowUnionTypes: true,
  strict: true,
  keywords: ["commands"],
});
addFormats.default(ajv);
ajv.addSchema({ ...(closed({ $defs: document.$defs, commands: document.commands }) as Schema), $id: "json" });

const compiled = new Map<string, ValidateFunction>();

function validatorOf(command: string): ValidateFunction {
  let validate = compiled.get(command);
  if (!validate) {
    validate = ajv.compile({ $ref: `json#/commands/${encodeURIComponent(command)}` });
    compiled.set(command, validate);
  }
  return validate;
}

/** That a command's document is what docs/json.schema.json says, to the last key. @returns it */
export function expectDocumented(command: string, text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  const validate = validatorOf(command);
  validate(parsed);
  const wrong = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath || "/"} ${message ?? ""} ${JSON.stringify(params)}`;
  });
  expect(wrong, `${command}: ${text.slice(0, 400)}`).toEqual([]);
  return parsed;
}
