/** Durations as people write them: a number and its unit. */
import { DAY_MS, HOUR_MS } from "../base/clock.ts";
const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: HOUR_MS, d: DAY_MS };
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** `30s`, `5m`, `1.5h`, `30d` → milliseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text.trim());
  return match ? Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? 0)) : undefined;
}

/** The shortest exact way to write a duration: 90000 → `90s`, 3600000 → `1h`. */
export function formatDuration(ms: number): string {
  const unit = ["d", "h", "m", "s"].find((name) => ms !== 0 && ms % (UNIT_MS[name] ?? 1) === 0) ?? "ms";
  return `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}
