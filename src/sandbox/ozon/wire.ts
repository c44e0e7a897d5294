import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { WorldItem } from "../item.ts";

/** gRPC codes, which Ozon puts beside the HTTP status (reference: Ozon Seller API, errors). */
const GRPC_CODES: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 409: 6, 429: 8, 500: 13 };

/** The error body; the question methods write `details` as a string, all others as a list. */
export function refuse(c: Context, status: number, message: string): Response {
  const details = /\/v1\/question\//.test(c.req.path) ? "" : [];
  return c.json({ code: GRPC_CODES[status] ?? 2, message, details }, status as ContentfulStatusCode);
}

/**
 * The body of a request; none counts as `{}`, and unknown fields are ignored as Ozon ignores them.
 * @throws HTTPException 400 in Ozon's words: `Request validation error: invalid ReviewListV2Request.Limit: …`
 */
export async function readBody<T>(c: Context, message: string, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  const body = text === "" ? {} : parseJson(text);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = [message, ...(issue?.path ?? []).map(goName)].join(".");
  throw new HTTPException(400, { message: `Request validation error: invalid ${field}: ${issue?.message}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400, { message: "Invalid request payload: the body is not JSON" });
  }
}

/** `review_ids` → `ReviewIds`. */
function goName(key: PropertyKey): string {
  return String(key).replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

/** @throws HTTPException 404: `review not found` */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new HTTPException(404, { message: `${what} not found` });
  return value;
}

/** A limit with both ends, in the words of Ozon's validation. */
export function between(min: number, max: number) {
  const error = `value must be inside range [${min}, ${max}]`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** 64-bit numbers travel as numbers or as strings. */
export const int64 = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
/** A moment, parsed to Unix ms. */
export const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** Oldest or newest first. */
export const sortDirection = z.enum(["ASC", "DESC"]);

/** Both ends are excluded: "created after this date", "before this date". */
export function excluding(from: number | undefined, to: number | undefined) {
  return { from: from === undefined ? undefined : from + 1, to: to === undefined ? undefined : to - 1 };
}

/** The states of reviews and questions, in Ozon's words. */
export const STATUSES = ["NEW", "VIEWED", "PROCESSED"] as const;
type OzonStatus = (typeof STATUSES)[number];

/** The item's state in Ozon's words. */
export function statusOf(item: WorldItem): OzonStatus {
  return item.status.toUpperCase() as OzonStatus;
}

/** The state that Ozon's word means. */
export function toStatus(status: OzonStatus): WorldItem["status"] {
  return status.toLowerCase() as WorldItem["status"];
}
