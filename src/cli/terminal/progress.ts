import type { Clock } from "../../base/clock.ts";
import { cutTo } from "../../base/text-width.ts";
import { span } from "../../domain/calendar.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { isDumb, type Io } from "./io.ts";

/** The current work, such as `poll_wb_reviews wb-main`; for several pieces also the number that is done. */
export interface Step {
  what: string;
  done?: number;
  total?: number;
}

export interface Progress {
  /** Erases the line to make room for other output. The line returns while work is under way. */
  clear(): void;
  end(): void;
}

/** Work that takes less time than this shows no progress. */
const SILENT_MS = 1000;
const LOOK_MS = 250;

/**
 * Shows progress on stderr after a second: a line that updates itself on a terminal, and elsewhere one line for each
 * tenth that is done. Shows nothing with `--quiet`.
 * @param look asked a few times a second; undefined while nothing is under way
 */
export function showProgress(
  { stderr, env }: Io,
  { quiet }: { quiet?: boolean | undefined },
  clock: Clock,
  look: () => Step | undefined,
): Progress {
  if (quiet) return { clear() {}, end() {} };
  const renews = stderr.isTTY && !isDumb(env);
  const startedAt = clock.now();
  let shown = false;
  let tenths = 0;
  const timer = setInterval(() => {
    const step = look();
    const elapsed = clock.now() - startedAt;
    if (!step || elapsed < SILENT_MS) return;
    if (renews) {
      shown = true;
      stderr.write(`\r\u001B[2K${cutTo(inWords(step, elapsed), (stderr.columns || 80) - 1)}`);
    } else if (tenthsOf(step) > tenths) {
      tenths = tenthsOf(step);
      stderr.write(`${inWords(step, elapsed)}\n`);
    }
  }, LOOK_MS);
  timer.unref();
  const clear = (): void => {
    if (shown) stderr.write("\r\u001B[2K");
    shown = false;
  };
  return {
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

function inWords({ what, done, total }: Step, elapsed: number): string {
  const count = done === undefined || total === undefined ? "" : `${done} of ${total}  `;
  return `… ${count}${safeLine(what)}  ${span(elapsed)}  (Ctrl-C stops)`;
}

function tenthsOf({ done = 0, total = 0 }: Step): number {
  return total === 0 ? 0 : Math.floor((10 * done) / total);
}
