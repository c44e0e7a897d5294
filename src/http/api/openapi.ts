import { z } from "zod";
import { errorForm } from "./forms.ts";
import { BASE, OPERATIONS, type Operation } from "./operations.ts";

type Json = Record<string, unknown>;

/** The description of the items API (OpenAPI 3.1), made from the forms that check it. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const path = `${BASE}${operation.path}`;
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "reputation",
      version: "1",
      description: "Reviews and questions with their answers. Times are ISO-8601, UTC.",
    },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths,
  };
}

function describe({ id, summary, writes, path_form, query, body, reply }: Operation): Json {
  const codes = [
    "400",
    "401",
    ...(writes ? ["403"] : []),
    ...(path_form ? ["404"] : []),
    ...(writes ? ["409", "413"] : []),
  ];
  const failures = codes.map((code) => [code, { description: MEANINGS[code], content: json(errorForm, "output") }]);
  return {
    operationId: id,
    summary,
    parameters: [...parameters(path_form, "path"), ...parameters(query, "query")],
    ...(body && { requestBody: { required: Object.keys(body.shape).length > 0, content: json(body, "input") } }),
    responses: { "200": { description: "Done.", content: json(reply, "output") }, ...Object.fromEntries(failures) },
  };
}

const MEANINGS: Record<string, string> = {
  "400": "The request is not understood.",
  "401": "A token is needed.",
  "403": "The token may not write.",
  "404": "There is no such item, or it is another brand's.",
  "409": "The item's state does not allow it.",
  "413": "The body is too long.",
};

function json(form: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(form, { io }) as Json;
  return { "application/json": { schema } };
}

function parameters(form: z.ZodObject | undefined, where: "path" | "query"): Json[] {
  if (!form) return [];
  // What comes out of the check: on the way in everything is text.
  const { properties = {}, required = [] } = z.toJSONSchema(form, { io: "output" }) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => {
    const isRequired = where === "path" || (required.includes(name) && !("default" in schema));
    return { name, in: where, required: isRequired, schema };
  });
}
