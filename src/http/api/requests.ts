/** Checks that apply to every request to the items API, before an operation handles it. */
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { z } from "zod";
import { readBody } from "../body.ts";
import { mayWrite, type Principal } from "../principal.ts";

export type Env = {
  Bindings: HttpBindings;
  Variables: {
    principal: Principal;
    /** Where the caller is, as far as it can be believed (`http.proxy`). */
    address: string;
    /** The sign-in name of the person whom a trusted proxy has signed in (`http.sign_in.header`). */
    vouched?: string;
  };
};

/** The longest accepted body, in bytes. */
const LONGEST_BODY = 64 * 1024;

/** Refuses POST requests of tokens that may only read. */
export const writersOnly: MiddlewareHandler<Env> = (c, next) => {
  if (c.req.method !== "POST" || mayWrite(c.get("principal"))) return next();
  const hint = "Give one with the role manager or admin (http.tokens in the configuration).";
  return Promise.resolve(c.json({ error: "this needs a token that may write", hint }, 403));
};

/**
 * Treats every body as JSON whatever its content type, and a missing body as `{}`. Otherwise a body with another
 * content type, as curl's `-d` sends it, would be refused.
 */
export const jsonBody: MiddlewareHandler = async (c, next) => {
  if (c.req.method !== "POST") return next();
  const body = await readBody(c.req.raw, LONGEST_BODY);
  if (body === undefined) return c.json({ error: `the body is longer than ${LONGEST_BODY} bytes` }, 413);
  const text = body.trim() || "{}";
  if (!isJson(text)) return c.json({ error: "the body is no JSON" }, 400);
  const headers = { "content-type": "application/json" };
  c.req.raw = new Request(c.req.raw.url, { method: "POST", headers, body: text });
  return next();
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Reports which part of a request is invalid, and why. */
export function refuseUnfit(checked: { success: true } | { success: false; error: z.ZodError }, c: Context) {
  if (checked.success) return;
  const { issues } = checked.error;
  const hasOffset = issues.some((issue) => issue.code === "unrecognized_keys" && issue.keys.includes("offset"));
  if (hasOffset) return c.json(NO_OFFSET, 400);
  const { path, message } = issues[0] ?? { path: [], message: "" };
  return c.json({ error: path.length === 0 ? message : `${path.join(".")}: ${message}` }, 400);
}

const NO_OFFSET = {
  error: "offset: pages are asked for by cursor",
  hint: "Leave offset out. Each reply has `next`: give it as `cursor` for the next page, with the same filters and the same sort, until it is null.",
};
