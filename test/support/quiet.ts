import type { App } from "../../src/app.ts";
import { statusOf } from "../../src/store/views/status.ts";
import type { FakeClock } from "./fake-clock.ts";

/**
 * Lets the work that is under way end. Input and output take real time; a rate limit or a quick retry waits for the
 * clock, so it gets a little of it (`stepMs` for ten real ones) when nothing else moves.
 */
export async function quiet(app: App, clock: FakeClock, stepMs = 200): Promise<void> {
  let turns = 0;
  for (let idle = 0; idle < 3; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (turns % 10 === 9) await clock.advance(stepMs);
    const { ready } = statusOf(app.db, clock.now(), 0).jobs.live;
    idle = app.runner.running().length === 0 && ready === 0 ? idle + 1 : 0;
  }
}
