import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { StateError } from "../../base/errors.ts";
import type { ItemsApi } from "../../desk/items-api.ts";
import { mayWrite, type Principal } from "../principal.ts";
import { openApiDocument } from "./openapi.ts";
import { BASE, OPERATIONS, UnknownItem, type Input, type Operation } from "./operations.ts";

export type Env = { Variables: { principal: Principal } };

const LONGEST_BODY = 64 * 1024;

/** The items API; who asks has been found out before. */
export function itemsRoutes(api: ItemsApi): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/openapi.json", (c) => c.json(openApiDocument()));
  app.use(
    "*",
    bodyLimit({
      maxSize: LONGEST_BODY,
      onError: (c) => c.json({ error: `the body is longer than ${LONGEST_BODY} bytes` }, 413),
    }),
  );
  for (const operation of OPERATIONS) {
    const path = BASE.replace("/api/v1", "") + operation.path.replace("{id}", ":id");
    app.on(operation.method, path, (c) => serve(c, operation, api));
  }
  return app;
}

async function serve(c: Context<Env>, operation: Operation, api: ItemsApi): Promise<Response> {
  const who = c.get("principal");
  if (operation.writes && !mayWrite(who)) return c.json(REFUSED, 403);
  const input = await readInput(c, operation);
  if ("error" in input) return c.json(input, 400);
  try {
    return c.json((await operation.run(api, input, who)) as object);
  } catch (error) {
    if (error instanceof UnknownItem) return c.json({ error: error.message }, 404);
    if (!(error instanceof StateError)) throw error;
    return c.json({ error: error.message, ...(error.hint !== undefined && { hint: error.hint }) }, 409);
  }
}

const REFUSED = {
  error: "this needs a token that may write",
  hint: "Give one with the role manager or admin (http.tokens in the configuration).",
};

/** @returns what is wrong, by field, instead of an input that does not fit */
async function readInput(c: Context<Env>, { path_form, query, body }: Operation): Promise<Input | { error: string }> {
  const given = { path: c.req.param(), query: single(c), body: body ? await readBody(c) : {} };
  if (given.query === undefined) return { error: "a query parameter is given twice" };
  if (given.body === undefined) return { error: "the body is no JSON object" };
  const empty = z.strictObject({});
  const form = z.object({ path: path_form ?? empty, query: query ?? empty, body: body ?? empty });
  const parsed = form.safeParse(given);
  if (parsed.success) return parsed.data as unknown as Input;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  return { error: `${path.slice(1).join(".") || String(path[0])}: ${message}` };
}

function single(c: Context<Env>): Record<string, string> | undefined {
  const all = c.req.queries();
  return Object.values(all).some((values) => values.length > 1) ? undefined : c.req.query();
}

/** No body counts as `{}`. */
async function readBody(c: Context<Env>): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
