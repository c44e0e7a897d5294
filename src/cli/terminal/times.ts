/** `3 min ago`, `in 40 s`; for terminals. */
export function relative(ms: number | null, now: number): string {
  if (ms === null) return "–";
  const distance = span(Math.abs(now - ms));
  return ms > now ? `in ${distance}` : `${distance} ago`;
}

/** Two units at most: `3d 04h`, `5m 12s`, `0.4s`. */
export function span(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${two(whole % 60)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ${two(minutes % 60)}m` : `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
