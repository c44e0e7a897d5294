import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";

const CODES: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  420: "ENHANCE_YOUR_CALM",
  500: "INTERNAL_ERROR",
};

/** The error body (reference: Yandex Market Partner API, error types). */
export function refuse(c: Context, status: number, message: string): Response {
  const body = { status: "ERROR", errors: [{ code: CODES[status] ?? "UNKNOWN", message }] };
  return c.json(body, status as ContentfulStatusCode);
}

/** A success with a result, or with nothing to tell. */
export function ok(result?: unknown) {
  return result === undefined ? { status: "OK" } : { status: "OK", result };
}

/**
 * The JSON body; none counts as `{}`.
 * @throws HTTPException 400: `comment.text size must be between 1 and 4096`
 */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  const parsed = schema.safeParse(text === "" ? {} : parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new HTTPException(400, { message: `${issue?.path.join(".") || "request"} ${issue?.message}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400, { message: "JSON: unexpected end or token in the body" });
  }
}

/** A list of 1 to `max` different values; null and absence mean "no filter". */
export function listOf<T extends z.ZodType>(element: T, max: number) {
  const error = `size must be between 1 and ${max}`;
  return z.array(element).min(1, { error }).max(max, { error }).nullish();
}

/** A text of 1 to `max` characters. */
export function textOf(max: number) {
  const error = `size must be between 1 and ${max}`;
  return z.string({ error: "must not be null (rejected value: null)" }).min(1, { error }).max(max, { error });
}

/** Where a list continues. */
export interface PageQuery {
  limit: number;
  /** The id behind which the page starts. */
  after: string | null;
}

/**
 * `limit` and `page_token` (or `pageToken`: both spellings are in use).
 * @throws HTTPException 400 for a limit out of range, or a token this API never gave out
 */
export function readPage(c: Context, { max, standard }: { max: number; standard: number }): PageQuery {
  const token = c.req.query("page_token") ?? c.req.query("pageToken") ?? "";
  return { limit: readLimit(c, max) ?? standard, after: token === "" ? null : readToken(token) };
}

/** @throws HTTPException 400 */
export function readLimit(c: Context, max: number): number | undefined {
  const limit = c.req.query("limit");
  if (limit === undefined) return undefined;
  if (!/^\d+$/.test(limit)) throw new HTTPException(400, { message: `Type mismatch: '${limit}'` });
  if (Number(limit) >= 1 && Number(limit) <= max) return Number(limit);
  const bound = limit === "0" ? "greater than or equal to 1" : `less than or equal to ${max}`;
  throw new HTTPException(400, { message: `Parameter limit must be ${bound} (rejected value: ${limit})` });
}

const token = z.object({ op: z.literal(">"), key: z.string().min(1) });

function readToken(text: string): string {
  try {
    return token.parse(JSON.parse(Buffer.from(text, "base64url").toString())).key;
  } catch {
    throw new HTTPException(400, { message: "Bad page token" });
  }
}

/** `paging` of a page whose last item has the id `key`; empty on the last page. */
export function paging(more: boolean, key: string | undefined) {
  if (!more || key === undefined) return {};
  return { nextPageToken: Buffer.from(JSON.stringify({ op: ">", key })).toString("base64url") };
}

/** @throws HTTPException 404 */
export function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new HTTPException(404, { message });
  return value;
}
