import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Clock } from "../base/clock.ts";

/** Calls by operation, as the API's documentation names it: `GET /api/v1/feedbacks`. */
export type RequestCounts = Record<string, number>;

/** Counts the calls of every known operation under `base`, refused ones too. */
export function countRequests(base: string, counts: RequestCounts): MiddlewareHandler {
  return async (c, next) => {
    const operation = operationOf(c, base);
    if (operation !== null) counts[operation] = (counts[operation] ?? 0) + 1;
    await next();
  };
}

/** The operation that a request names, or null for an unknown path. */
export function operationOf(c: Context, base: string): string | null {
  const route = matchedRoutes(c).find(({ path }) => !path.endsWith("*"));
  if (route === undefined) return null;
  return `${route.method} ${route.path.slice(base.length).replace(/:(\w+)/g, "{$1}")}`;
}

/** How much of an allowance is left. */
export interface Allowance {
  remaining: number;
  /** When it is whole again, Unix ms. */
  until: number;
}

/** Calls in fixed windows of time, one window for each key. It counts; it refuses nothing. */
export function createAllowances(clock: Clock) {
  const windows = new Map<string, { until: number; used: number }>();
  return {
    /** Takes one call from the allowance of `limit` calls in `periodMs`. */
    take(key: string, limit: number, periodMs: number): Allowance {
      const now = clock.now();
      let window = windows.get(key);
      if (window === undefined || window.until <= now) {
        windows.set(key, (window = { until: now + periodMs, used: 0 }));
      }
      window.used += 1;
      return { remaining: Math.max(0, limit - window.used), until: window.until };
    },
  };
}
