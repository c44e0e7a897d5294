import { DAY_MS, HOUR_MS } from "../../base/clock.ts";
import { boundedWait, retryAfter, type ReplyHeaders } from "../../net/waits.ts";

/** A wait that the server asked for, ms, within our bounds, and what it had asked for when that is another time. */
export interface AskedWait {
  ms: number;
  /** Set when the server asked for less or more than we wait. */
  askedMs?: number;
}

/**
 * How long the server asks to wait: by `Retry-After` (seconds, or a date), by `retry-after-ms` (OpenAI, Azure), or in its
 * body (`RetryInfo.retryDelay` of Google, `retry_after`, or words: "Please try again in 1m30s"). Null when it does not say.
 */
export function askedWait(headers: ReplyHeaders, body: string): AskedWait | null {
  const asked =
    number(headers.get("retry-after-ms"), 1) ??
    number(headers.get("retry-after"), 1000) ??
    retryAfter(headers, null) ??
    inBody(body);
  if (asked === null) return null;
  const ms = boundedWait(asked);
  return ms === asked ? { ms } : { ms, askedMs: asked };
}

function number(value: string | null | undefined, unitMs: number): number | null {
  const digits = /^\s*(-?\d+(?:\.\d+)?)\s*$/u.exec(value ?? "")?.[1];
  return digits === undefined ? null : Math.ceil(Number(digits) * unitMs);
}

const FIELDS: readonly (readonly [RegExp, unitMs: number])[] = [
  [/"retryDelay"\s*:\s*"(-?[\d.]+)s"/u, 1000],
  [/"retry_?after_?ms"\s*:\s*"?(-?[\d.]+)/iu, 1],
  [/"retry_?after(?:_?seconds)?"\s*:\s*"?(-?[\d.]+)/iu, 1000],
];
const IN_WORDS = /(?:try again|retry)\s+(?:in|after)\s+((?:\d+(?:\.\d+)?\s*[a-z]+\s*)+)/iu;
const UNITS: readonly (readonly [RegExp, ms: number])[] = [
  [/^(?:ms|milli)/iu, 1],
  [/^s/iu, 1000],
  [/^m/iu, 60_000],
  [/^h/iu, HOUR_MS],
  [/^d/iu, DAY_MS],
];

function inBody(body: string): number | null {
  for (const [field, unitMs] of FIELDS) {
    const found = number(field.exec(body)?.[1], unitMs);
    if (found !== null) return found;
  }
  const parts = [...(IN_WORDS.exec(body)?.[1] ?? "").matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/giu)];
  const times = parts.flatMap(([, digits, unit = ""]) => {
    const ms = UNITS.find(([name]) => name.test(unit))?.[1];
    return ms === undefined ? [] : [Number(digits) * ms];
  });
  return times.length === 0 ? null : Math.ceil(times.reduce((sum, ms) => sum + ms, 0));
}
