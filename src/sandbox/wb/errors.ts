import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Clock } from "../../base/clock.ts";
import { requestId } from "../identifiers.ts";
import { utcTime } from "../wire-time.ts";

const STATUS_TEXT: Record<number, string> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
};

/** WB answers in three error shapes; each has its own function here (reference: WB API, error codes). */
export interface WbErrors {
  /** From the gateway, before the service is reached: `application/problem+json`. */
  gateway(c: Context, status: 401 | 403 | 404 | 429, title: string, detail: string): Response;
  /** From the service: `{data: null, error: true, errorText, …}`. */
  service(c: Context, status: ContentfulStatusCode, errorText: string): Response;
  /** From the answering of reviews: `{title, detail, requestId, origin}`. */
  answer(c: Context, detail: string): Response;
}

/** The error responses; each gets a request id of its own. */
export function createWbErrors(clock: Clock): WbErrors {
  let count = 0;
  const nextId = () => requestId((count += 1));
  return {
    gateway(c, status, title, detail) {
      const statusText = STATUS_TEXT[status];
      const body = { title, detail, requestId: nextId(), origin: "ag-marketplace", status, statusText };
      return c.body(JSON.stringify({ ...body, code: "", timestamp: utcTime(clock.now()) }), status, {
        "content-type": "application/problem+json",
      });
    },
    service: (c, status, errorText) =>
      c.json({ data: null, error: true, errorText, additionalErrors: null, requestId: nextId() }, status),
    answer: (c, detail) => c.json({ title: "bad request", detail, requestId: nextId(), origin: "fbapi" }, 400),
  };
}

/** The wrapper of everything that went well. */
export function ok(data: unknown) {
  return { data, error: false, errorText: "", additionalErrors: null };
}
