import { MINUTE_MS } from "../base/clock.ts";
import type { Obstacle } from "../desk/hold-reason.ts";
import type { AccountPage } from "../desk/work.ts";
import type { Texts } from "../texts/texts.ts";
import { span } from "./say.ts";

/**
 * The state of the program in one line: when a marketplace was last read, or that somebody is needed because one
 * refuses its key or could not be read, or because nothing is sent. That the program runs is proven by the page itself.
 */
export function pulseOf(
  accounts: readonly AccountPage[],
  obstacles: readonly Obstacle[],
  say: Texts,
  now: number,
): { text: string; ok: boolean } {
  if (obstacles.includes("publish_paused")) return { text: say.web.sendsNothing, ok: false };
  if (obstacles.includes("publish_partly_paused")) return { text: say.web.sendsPartly, ok: false };
  if (accounts.some(({ holds }) => holds.length > 0)) return { text: say.web.doesNotWork, ok: false };
  const [late] = accounts.flatMap((account) => account.late);
  if (late) return { text: say.web.isNotRead(late.account), ok: false };
  // One failure alone is told on the page about the program's state only: the next try may well succeed.
  const failing = accounts.find(({ polls }) => polls.some((poll) => poll.consecutive_errors > 1));
  if (failing) return { text: say.web.isNotRead(failing.id), ok: false };
  const polled = Math.max(0, ...accounts.flatMap(({ polls }) => polls.map((poll) => poll.last_poll_at ?? 0)));
  return { text: say.web.works(polled === 0 ? null : ago(now - polled, say)), ok: true };
}

function ago(ms: number, say: Texts): string {
  return ms < MINUTE_MS ? say.web.justNow : say.times.ago.replace("…", span(ms, say));
}
