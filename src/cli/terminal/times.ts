import { span } from "../../domain/calendar.ts";

/** `3 min ago`, `in 40 s`; for terminals. */
export function relative(ms: number | null, now: number): string {
  if (ms === null) return "–";
  const distance = span(Math.abs(now - ms));
  return ms > now ? `in ${distance}` : `${distance} ago`;
}
