import type { App } from "../../src/app.ts";
import type { FakeClock } from "./fake-clock.ts";

/** Turns of the event loop after which a request to a server in this process has its reply. */
const TURNS = 30;

/**
 * Lets the work that is under way end, in no time. A rate limit or a quick retry waits for the clock, so it gets a
 * little of it (`stepMs`) now and then when work goes on and on.
 */
export async function quiet(app: App, clock: FakeClock, stepMs = 200): Promise<void> {
  const ready = app.db.statement("select id from jobs where state = 'ready' limit 1");
  for (let idle = 0, look = 1; idle < 3; look++) {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => void setImmediate(resolve));
    if (look % 10 === 0) await clock.advance(stepMs);
    idle = app.runner.running().length === 0 && ready.get() === undefined ? idle + 1 : 0;
  }
}
