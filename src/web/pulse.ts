import { MINUTE_MS } from "../base/clock.ts";
import type { Obstacle } from "../desk/hold-reason.ts";
import type { AccountPulse } from "../desk/work.ts";
import type { Texts } from "../texts/texts.ts";
import { span } from "./say.ts";

interface Pulse {
  accounts: readonly AccountPulse[];
  obstacles: readonly Obstacle[];
  /** The names of cells that do not answer. */
  away: readonly string[];
}

/**
 * The state of the program in one line: when a marketplace was last read, or that somebody is needed because one
 * refuses its key or could not be read, or because nothing is sent. That the program runs is proven by the page itself.
 */
export function pulseOf({ accounts, obstacles, away }: Pulse, say: Texts, now: number): { text: string; ok: boolean } {
  if (away.length > 0) return { text: say.web.cells.away(away), ok: false };
  if (obstacles.includes("publish_paused")) return { text: say.web.sendsNothing, ok: false };
  if (obstacles.includes("publish_partly_paused")) return { text: say.web.sendsPartly, ok: false };
  if (accounts.some(({ held }) => held)) return { text: say.web.doesNotWork, ok: false };
  // One failure alone is told on the page about the program's state only: the next try may well succeed.
  const unread = accounts.find(({ late }) => late) ?? accounts.find(({ failing }) => failing);
  if (unread) return { text: say.web.isNotRead(unread.id), ok: false };
  const polled = Math.max(0, ...accounts.map(({ polledAt }) => polledAt ?? 0));
  return { text: say.web.works(polled === 0 ? null : ago(now - polled, say)), ok: true };
}

function ago(ms: number, say: Texts): string {
  return ms < MINUTE_MS ? say.web.justNow : say.times.ago.replace("…", span(ms, say));
}
