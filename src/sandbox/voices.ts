/** How each marketplace says what is wrong with a request, and where its lists are (reference: marketplaces, errors). */
import type { Context } from "hono";
import type { Clock } from "../base/clock.ts";
import type { Platform } from "../domain/platform.ts";
import { refuse as refuseOzon } from "./ozon/wire.ts";
import { createWbErrors } from "./wb/errors.ts";
import { refuse as refuseYm } from "./ym/wire.ts";

export interface Voice {
  rateLimited(c: Context, waitMs: number): Response;
  /** More at a time than allowed; only Yandex Market counts them. */
  tooManyAtATime(c: Context): Response;
  /** A 5xx. */
  failed(c: Context): Response;
  expired(c: Context): Response;
  wrongScope(c: Context): Response;
  /** The list in a reply, to be changed in place; undefined when the reply is no list of reviews or questions. */
  listIn(body: unknown): unknown[] | undefined;
  /** The cursor that a request follows; empty or undefined on the first page. */
  cursorOf(c: Context): Promise<string | undefined>;
  /** Makes the list in a reply, which is not empty, lead to another page. */
  goOn(body: unknown, cursor: string): void;
}

export function createVoices(clock: Clock): Record<Platform, Voice> {
  const wb = createWbErrors(clock);
  return {
    wb: {
      rateLimited(c, waitMs) {
        const reply = wb.gateway(c, 429, "too many requests", "Limited by global limiter, per seller");
        reply.headers.set("X-Ratelimit-Retry", seconds(waitMs));
        return reply;
      },
      tooManyAtATime: (c) => wb.gateway(c, 429, "too many requests", "Limited by global limiter, per seller"),
      failed: (c) => wb.service(c, 500, "Внутренняя ошибка сервиса"),
      expired: (c) => wb.gateway(c, 401, "unauthorized", "token problem; token is expired"),
      wrongScope: (c) => wb.gateway(c, 403, "Forbidden", "scope is not allowed for this resource"),
      listIn: (body) => listAt(body, "data", ["feedbacks", "questions"]),
      cursorOf: (c) => Promise.resolve(`page-${Number(c.req.query("skip") ?? 0) / WB_TAKE}`.replace("page-0", "")),
      // Only a full page leads to another one.
      goOn(body) {
        const list = listAt(body, "data", ["feedbacks", "questions"]) ?? [];
        const whole = [...list];
        while (list.length < WB_TAKE) list.push(...whole.slice(0, WB_TAKE - list.length));
      },
    },
    ozon: {
      rateLimited(c, waitMs) {
        c.header("Retry-After", seconds(waitMs));
        return refuseOzon(c, 429, "You have reached request rate limit per second");
      },
      tooManyAtATime: (c) => refuseOzon(c, 429, "You have reached request rate limit per second"),
      failed: (c) => refuseOzon(c, 500, "Internal error"),
      expired: (c) => refuseOzon(c, 404, "Invalid Api-Key, please check the key and try again"),
      wrongScope: (c) => refuseOzon(c, 403, "Api-Key is missing a required role for a method"),
      listIn: (body) => listAt(body, undefined, ["reviews", "questions"]),
      cursorOf: async (c) => ((await c.req.json().catch(() => ({}))) as { last_id?: string }).last_id,
      goOn: (body, cursor) => void Object.assign(body as object, { has_next: true, last_id: cursor }),
    },
    ym: {
      rateLimited(c, waitMs) {
        c.header("X-RateLimit-Resource-Remaining", "0");
        c.header("X-RateLimit-Resource-Until", new Date(clock.now() + waitMs).toUTCString());
        return refuseYm(c, 420, "Hit rate limit of 1000 requests per '1 hour' for resource 'goods-feedback'");
      },
      tooManyAtATime: (c) => refuseYm(c, 420, "Hit rate limit of 4 parallel requests"),
      failed: (c) => refuseYm(c, 500, "Internal server error"),
      expired: (c) => refuseYm(c, 401, "Api-Key token is revoked"),
      wrongScope: (c) => refuseYm(c, 403, "Token does not have any of the scopes to access the API method"),
      listIn: (body) => listAt(body, "result", ["feedbacks", "questions"]),
      cursorOf: (c) => Promise.resolve(c.req.query("pageToken") ?? c.req.query("page_token")),
      goOn: (body, cursor) => void ((body as { result: Paged }).result.paging = { nextPageToken: cursor }),
    },
  };
}

/** The size of the page that a reader of whole lists asks for. */
const WB_TAKE = 1000;

interface Paged {
  paging?: object;
}

const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));

function listAt(body: unknown, wrapper: string | undefined, names: readonly string[]): unknown[] | undefined {
  const inner = wrapper === undefined ? body : (body as Record<string, unknown> | null)?.[wrapper];
  const lists = names.map((name) => (inner as Record<string, unknown> | null | undefined)?.[name]);
  return lists.find((list): list is unknown[] => Array.isArray(list));
}
