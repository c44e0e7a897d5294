import type { MiddlewareHandler } from "hono";
import { HOUR_MS, type Clock } from "../../base/clock.ts";
import { createAllowances, operationOf } from "../requests.ts";

const MINUTE_MS = 60_000;

/** Calls allowed without a subscription (reference: Yandex Market Partner API, `x-resource-limit-config`). */
const LIMITS: Record<string, { limit: number; periodMs: number }> = {
  "GET /v2/campaigns": { limit: 1000, periodMs: HOUR_MS },
  "POST /v2/auth/token": { limit: 100, periodMs: HOUR_MS },
  "POST /v2/businesses/{businessId}/goods-feedback": { limit: 5000, periodMs: HOUR_MS },
  "POST /v2/businesses/{businessId}/goods-feedback/comments": { limit: 5000, periodMs: HOUR_MS },
  "POST /v2/businesses/{businessId}/goods-feedback/comments/update": { limit: 1000, periodMs: HOUR_MS },
  "POST /v2/businesses/{businessId}/goods-feedback/comments/delete": { limit: 1000, periodMs: HOUR_MS },
  "POST /v2/businesses/{businessId}/goods-feedback/skip-reaction": { limit: 500, periodMs: HOUR_MS },
  "POST /v1/businesses/{businessId}/goods-questions": { limit: 1000, periodMs: HOUR_MS },
  "POST /v1/businesses/{businessId}/goods-questions/answers": { limit: 1000, periodMs: HOUR_MS },
  "POST /v1/businesses/{businessId}/goods-questions/update": { limit: 500, periodMs: HOUR_MS },
  "POST /v2/businesses/{businessId}/offer-mappings": { limit: 100, periodMs: MINUTE_MS },
};

/** Tells with every response how much of the operation's allowance is left, as `X-RateLimit-Resource-*`. */
export function tellLimits(clock: Clock, base: string): MiddlewareHandler {
  const allowances = createAllowances(clock);
  return async (c, next) => {
    const operation = operationOf(c, base);
    const allowance = operation === null ? undefined : LIMITS[operation];
    if (operation === null || allowance === undefined) return next();
    const cabinet = /\/businesses\/\d+/.exec(c.req.path)?.[0] ?? "";
    const { remaining, until } = allowances.take(operation + cabinet, allowance.limit, allowance.periodMs);
    await next();
    c.header("X-RateLimit-Resource-Limit", String(allowance.limit));
    c.header("X-RateLimit-Resource-Remaining", String(remaining));
    c.header("X-RateLimit-Resource-Until", new Date(until).toUTCString());
  };
}
