import { DAY_MS } from "../base/clock.ts";

const WARN_BEFORE_MS = 14 * DAY_MS;

/** A warning for a seller when a key stops working within 14 days. */
export function expiryWarnings(expiresAt: number | null, now: number): string[] {
  if (expiresAt === null || expiresAt - now > WARN_BEFORE_MS) return [];
  return [`The key stops working on ${new Date(expiresAt).toISOString().slice(0, 10)}. Make a new one before that.`];
}
